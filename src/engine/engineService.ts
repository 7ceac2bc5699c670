import os from 'node:os';
import process from 'node:process';
import { EngineError } from '../protocol/engineErrors.js';
import type {
  BackendName,
  BackendVerdict,
  EngineNotifications,
  GenerateParams,
  GenerateResult,
  LoadedModel,
  LoadModelParams,
  LoadStep,
} from '../protocol/engineProtocol.js';
import type { EngineResources } from '../protocol/engineResources.js';
import type { BackendLadder } from './backend/backendLadder.js';
import type { EngineLog } from './engineLog.js';
import { Generator } from './generate/generator.js';
import type { RoutingRecorder } from './routing/routingRecorder.js';
import { checkMemory } from './runtime/memoryCheck.js';
import { checkModelChecksums } from './runtime/modelChecksums.js';
import { readModelHeader } from './runtime/modelHeader.js';
import { fimSupport, seesContextFiles } from './runtime/modelProfile.js';
import { ModelRuntime } from './runtime/modelRuntime.js';
import type { OpenModelOptions } from './runtime/modelRuntime.js';
import { Lanes } from './scheduling/lanes.js';
import { ThreadGovernor } from './scheduling/threadGovernor.js';

export interface EngineEvents {
  loadProgress(progress: EngineNotifications['loadProgress']): void;
  generated(text: EngineNotifications['generated']): void;
}

interface Loaded {
  readonly runtime: ModelRuntime;
  readonly generator: Generator;
}

/** The engine behind the protocol: at most one model, loaded, used and replaced. */
export class EngineService {
  private loaded: Loaded | undefined;
  private loading: Promise<unknown> = Promise.resolve();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly ladder: BackendLadder,
    private readonly routing: RoutingRecorder,
    private readonly events: EngineEvents,
    private readonly log: EngineLog,
  ) {}

  /**
   * Replaces the loaded model. A file that cannot be loaded leaves the present model in place unless memory had to be
   * freed for it first.
   * @throws {EngineError} by the header's checks, the memory check, the load itself or its cancellation
   */
  async loadModel(params: LoadModelParams, signal: AbortSignal): Promise<LoadedModel> {
    const before = this.loading;
    const load = before.catch(() => undefined).then(() => this.load(params, signal));
    this.loading = load;
    try {
      return await load;
    } catch (error) {
      if (signal.aborted)
        throw new EngineError('loadCancelled', 'Loading the model was cancelled.');
      throw error;
    }
  }

  async unloadModel(): Promise<void> {
    const { loaded } = this;
    this.loaded = undefined;
    await Promise.allSettled(this.running);
    await loaded?.runtime.dispose();
  }

  /** @throws {EngineError} noModel, or what {@link Generator.run} throws */
  async generate(params: GenerateParams, signal: AbortSignal): Promise<GenerateResult> {
    if (!this.loaded) throw noModel();
    const run = this.loaded.generator.run(params, signal, (text) => {
      this.events.generated({ id: params.id, text });
    });
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  countTokens(text: string): number {
    if (!this.loaded) throw noModel();
    return this.loaded.runtime.vocabulary.tokenize(text).length;
  }

  async resources(): Promise<EngineResources> {
    const totalBytes = os.totalmem();
    return {
      ...(await this.loaded?.runtime.resources()),
      systemMemory: { usedBytes: totalBytes - process.availableMemory(), totalBytes },
      residentBytes: process.memoryUsage.rss(),
    };
  }

  private async load(params: LoadModelParams, signal: AbortSignal): Promise<LoadedModel> {
    const startedAt = performance.now();
    const onProgress = (step: LoadStep, fraction: number, backend?: BackendName): void => {
      const { path } = params;
      this.events.loadProgress({ path, step, fraction, ...(backend && { backend }) });
    };
    signal.throwIfAborted();
    onProgress('header', 0);
    const file = await readModelHeader(params.path);
    onProgress('backend', 0);
    const [verdicts] = await Promise.all([
      this.ladder.climbDown(params.backend, signal),
      checkModelChecksums(file, signal),
    ]);
    await this.unloadModel();
    checkMemory(file);
    const runtime = await this.open(
      { file, load: params, signal, onProgress, log: this.log, routing: this.routing },
      verdicts,
    );
    this.loaded = {
      runtime,
      generator: new Generator(
        runtime,
        new Lanes(),
        new ThreadGovernor(runtime.threads),
        this.routing,
      ),
    };
    const loadMs = performance.now() - startedAt;
    this.log.info(
      `loaded ${file.name} (${file.architecture}) on ${runtime.backend} in ${Math.round(loadMs)} ms with ${runtime.threads} thread(s)`,
    );
    return this.describe(runtime, params, verdicts, loadMs);
  }

  /** Opens the model on the usable rung; when the backend refuses after all, that is remembered and the next is tried. */
  private async open(
    options: Omit<OpenModelOptions, 'backend' | 'onProgress'> & {
      onProgress: (step: LoadStep, fraction: number, backend?: BackendName) => void;
    },
    verdicts: BackendVerdict[],
  ): Promise<ModelRuntime> {
    for (;;) {
      const rung = verdicts.at(-1);
      if (!rung?.usable)
        throw new EngineError('backendUnusable', 'No backend works on this machine.');
      try {
        return await ModelRuntime.open({
          ...options,
          backend: rung.backend,
          onProgress: (step, fraction) => {
            options.onProgress(step, fraction, rung.backend);
          },
        });
      } catch (error) {
        if (!EngineError.is(error, 'backendUnusable') || rung.backend === 'cpu') throw error;
        await this.ladder.condemn(rung.backend, error.message);
        verdicts.splice(-1, 1, { ...rung, usable: false, reason: error.message });
        const below = await this.ladder.climbDown(options.load.backend, options.signal);
        verdicts.push(
          ...below.filter((one) => verdicts.every((two) => two.backend !== one.backend)),
        );
      }
    }
  }

  private async describe(
    runtime: ModelRuntime,
    params: LoadModelParams,
    ladder: readonly BackendVerdict[],
    loadMs: number,
  ): Promise<LoadedModel> {
    const { file, backend, profile, vocabulary } = runtime;
    const fim = fimSupport(profile, vocabulary.fim !== undefined);
    const notices: string[] = [];
    if (!file.experts) {
      notices.push(`${file.name} is a dense model: it works, but it has no experts to show.`);
    }
    if (fim === 'none') {
      notices.push(
        `${file.name} has no fill-in-the-middle tokens, so it gives no inline completions.`,
      );
    }
    const { contextId } = await runtime.sequence('completion');
    const routing = this.routing.availability(file, contextId);
    if (params.expertsOnCpu && file.experts) {
      const layers = this.routing.expertLayersOnCpu(contextId);
      const placement = `${layers ?? 'an unknown number'} of ${file.experts.moeLayers.length}`;
      this.log.info(`experts of ${placement} MoE layers are in system memory`);
      if (layers === undefined) {
        notices.push('The experts could not be kept on the CPU; llama.cpp placed them as it does.');
      }
    }
    return {
      file,
      contextSize: runtime.contextSize,
      fim,
      contextFiles: seesContextFiles(profile, vocabulary.fim),
      chat: vocabulary.hasChatTemplate,
      backend: {
        backend,
        deviceNames: backend === 'cpu' ? [] : await runtime.deviceNames,
        ladder,
        threads: runtime.threads,
        gpuLayers: runtime.gpuLayers,
      },
      loadMs,
      routing,
      notices,
    };
  }
}

function noModel(): EngineError {
  return new EngineError('noModel', 'No model is loaded. Choose a model file first.');
}
