import type { Llama, LlamaContext, LlamaModel, LlamaModelOptions } from 'node-llama-cpp';
import { InsufficientMemoryError } from 'node-llama-cpp';
import { errorMessage } from '../../base/errorMessage.js';
import { batchTokens } from '../../base/plan/computeBytes.js';
import { laneContextSizes } from '../../base/plan/laneContexts.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { BackendName } from '../../protocol/backend.js';
import type { Lane, LoadModelParams, LoadStep } from '../../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import type { EngineResources, MemoryUse } from '../../protocol/engineResources.js';
import type { EngineLog } from '../engineLog.js';
import type { RoutingRecorder } from '../routing/routingRecorder.js';
import type { MeasuredMemory } from '../../protocol/modelPlan.js';
import { allocationFailures, openLlama } from './llamaRuntime.js';
import { profileOf } from '../../generation/modelProfile.js';
import type { ModelProfile } from '../../generation/modelProfile.js';
import { maxCheckpoints, TokenSequence } from './tokenSequence.js';
import { Vocabulary } from './vocabulary.js';

export interface OpenModelOptions {
  readonly file: ModelFileInfo;
  readonly backend: BackendName;
  readonly load: LoadModelParams;
  /** The parameters come from a plan, whose prediction stands for the library's own check of the memory. */
  readonly isPlanned: boolean;
  readonly log: EngineLog;
  readonly routing: Pick<RoutingRecorder, 'identify' | 'placeExperts' | 'expertLayersOnCpu'>;
  readonly signal: AbortSignal;
  readonly onProgress: (step: LoadStep, fraction: number) => void;
}

/** Most tokens of a llama.cpp batch, the unit that an abort waits for. A GPU needs larger ones to be busy. */
const cpuChunkTokens = 256;
const gpuChunkTokens = batchTokens;

/** A model in memory with one context, and so one KV cache, for each lane. */
export class ModelRuntime {
  readonly vocabulary: Vocabulary;
  readonly profile: ModelProfile;
  private readonly sequences = new Map<Lane, Promise<TokenSequence>>();
  private readonly contexts: LlamaContext[] = [];

  private constructor(
    readonly file: ModelFileInfo,
    readonly backend: BackendName,
    readonly contextSize: number,
    private readonly llama: Llama,
    private readonly model: LlamaModel,
    private readonly routing: OpenModelOptions['routing'],
    /** Memory of the GPUs that was in use before the load. */
    private readonly deviceBytesBefore: number,
  ) {
    this.vocabulary = new Vocabulary(model);
    this.profile = profileOf(file);
  }

  /** @throws {EngineError} notEnoughMemory, backendUnusable, loadFailed; or the signal's reason */
  static async open(options: OpenModelOptions): Promise<ModelRuntime> {
    const { file, backend, load, isPlanned, log, routing, signal, onProgress } = options;
    const llama = await openLlama(backend, log, load.threads);
    const failuresBefore = allocationFailures();
    let runtime: ModelRuntime | undefined;
    try {
      signal.throwIfAborted();
      const deviceBytesBefore = await usedDeviceBytes(llama);
      const contextSize = Math.min(load.contextSize, file.trainedContextSize || load.contextSize);
      const placed = routing.placeExperts(load.expertsOnCpu) === undefined && load.expertsOnCpu;
      const model = await llama.loadModel({
        modelPath: file.path,
        gpuLayers: gpuLayers(backend, load, Boolean(placed), contextSize),
        // llama.cpp places tensors of a mapped file where the file is
        ...(placed && { useMmap: false }),
        ...(isPlanned && backend !== 'cpu' && { ignoreMemorySafetyChecks: true, useMmap: !placed }),
        loadSignal: signal,
        onLoadProgress: (fraction) => {
          onProgress('weights', fraction);
        },
      });
      runtime = new ModelRuntime(
        file,
        backend,
        contextSize,
        llama,
        model,
        routing,
        deviceBytesBefore,
      );
      onProgress('context', 0);
      await runtime.sequence('completion');
      signal.throwIfAborted();
      onProgress('context', 1);
      return runtime;
    } catch (error) {
      await runtime?.dispose();
      signal.throwIfAborted();
      throw loadError(file, error, allocationFailures() > failuresBefore);
    } finally {
      routing.placeExperts(undefined);
    }
  }

  get deviceNames(): Promise<string[]> {
    return this.llama.getGpuDeviceNames();
  }

  get gpuLayers(): number {
    return this.model.gpuLayers;
  }

  /** CPU threads per decode; lowering it takes effect with the next batch. */
  get threads(): number {
    return this.llama.maxThreads;
  }

  set threads(count: number) {
    this.llama.maxThreads = count;
  }

  get chunkTokens(): number {
    return this.backend === 'cpu' ? cpuChunkTokens : gpuChunkTokens;
  }

  /** Tokens of the lane's context. */
  laneContextSize(lane: Lane): number {
    const [completion, chat] = laneContextSizes(this.contextSize);
    return lane === 'completion' ? completion : chat;
  }

  /** The lane's sequence; the chat lane's context is made when it is first needed. */
  sequence(lane: Lane): Promise<TokenSequence> {
    let sequence = this.sequences.get(lane);
    if (!sequence) {
      sequence = this.createSequence(this.laneContextSize(lane));
      this.sequences.set(lane, sequence);
      sequence.catch(() => this.sequences.delete(lane));
    }
    return sequence;
  }

  /** Memory of the GPU, and where the experts are. */
  async resources(): Promise<EngineResources> {
    const { contextId } = await this.sequence('completion');
    const layers = this.routing.expertLayersOnCpu(contextId);
    return {
      ...(this.backend !== 'cpu' && { deviceMemory: await this.deviceMemory() }),
      ...(layers !== undefined && this.file.experts && { expertLayersOnCpu: layers }),
    };
  }

  /** Lanes that have a context. */
  get contextCount(): number {
    return this.contexts.length;
  }

  /** Whether weights in system memory are pages of the file, which the system counts as free. */
  get isMapped(): boolean {
    return this.model.useMmap;
  }

  /** Memory that the model and its contexts take now. */
  async measureMemory(): Promise<MeasuredMemory> {
    const { contexts, model, llama } = this;
    const used = contexts.map((context) => context.memoryUsage);
    const deviceContextBytes = used.reduce((sum, { vram }) => sum + vram, 0);
    const systemContextBytes = used.reduce((sum, { ram }) => sum + ram, 0);
    return {
      contexts: contexts.length,
      deviceBufferBytes: model.memoryUsage.vram + deviceContextBytes,
      deviceContextBytes,
      systemBytes: model.memoryUsage.ram + systemContextBytes,
      systemContextBytes,
      ...(this.backend !== 'cpu' && {
        deviceBytes: Math.max(0, (await usedDeviceBytes(llama)) - this.deviceBytesBefore),
      }),
    };
  }

  async dispose(): Promise<void> {
    for (const context of this.contexts) await context.dispose();
    await this.model.dispose();
  }

  private async deviceMemory(): Promise<MemoryUse> {
    const { used, total } = await this.llama.getVramState();
    return { usedBytes: used, totalBytes: total };
  }

  private async createSequence(contextSize: number): Promise<TokenSequence> {
    const failuresBefore = allocationFailures();
    const { created: context, contextId } = await this.routing
      .identify(() =>
        this.model.createContext({
          contextSize,
          sequences: 1,
          batchSize: Math.min(batchTokens, contextSize),
          // A sliding window's dropped cells cannot come back; the full cache keeps prompt reuse working.
          swaFullCache: this.model.fileInsights.swaSize !== undefined,
        }),
      )
      .catch((error: unknown) => {
        throw loadError(this.file, error, allocationFailures() > failuresBefore);
      });
    this.contexts.push(context);
    return new TokenSequence(
      context.getSequence({ checkpoints: { interval: false, max: maxCheckpoints } }),
      contextId,
    );
  }
}

function gpuLayers(
  backend: BackendName,
  load: LoadModelParams,
  expertsOnCpu: boolean,
  contextSize: number,
): NonNullable<LlamaModelOptions['gpuLayers']> {
  if (backend === 'cpu') return 0;
  if (load.gpuLayers !== undefined) return load.gpuLayers;
  const [completion, chat] = laneContextSizes(contextSize);
  return expertsOnCpu ? 'max' : { fitContext: { contextSize: completion + chat } };
}

async function usedDeviceBytes(llama: Llama): Promise<number> {
  return llama.gpu === false ? 0 : (await llama.getVramState()).used;
}

/** @param hasFailedAllocation llama.cpp has logged that it could not get memory */
function loadError(file: ModelFileInfo, error: unknown, hasFailedAllocation: boolean): unknown {
  if (error instanceof EngineError) return error;
  if (error instanceof InsufficientMemoryError || hasFailedAllocation) {
    return new EngineError(
      'notEnoughMemory',
      `There is not enough memory for ${file.name} with this context size. Close other programs, lower “Switchyard › Engine: Context Size” or choose a smaller model.`,
      { cause: error },
    );
  }
  const detail = errorMessage(error);
  return new EngineError(
    'loadFailed',
    `llama.cpp could not load ${file.name}: ${detail}. The file may be damaged or need a newer version of Switchyard; see the log.`,
    { cause: error },
  );
}
