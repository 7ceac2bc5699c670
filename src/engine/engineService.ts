import os from 'node:os';
import process from 'node:process';
import { errorMessage } from '../base/errorMessage.js';
import { EngineError } from '../protocol/engineErrors.js';
import type { BackendName, BackendVerdict } from '../protocol/backend.js';
import type {
  EngineNotifications,
  GenerateParams,
  GenerateResult,
  LoadedModel,
  LoadModelParams,
  LoadStep,
} from '../protocol/engineProtocol.js';
import type { EngineResources } from '../protocol/engineResources.js';
import type { ModelPlan } from '../protocol/modelPlan.js';
import type { BackendLadder } from './backend/backendLadder.js';
import { describeLoaded } from './describeLoaded.js';
import type { EngineLog } from './engineLog.js';
import { Generator } from './generate/generator.js';
import type { ModelOpener, OpenedModel, OpenOptions } from './modelOpener.js';
import type { HeldMemory, LoadPlanner } from './plan/loadPlanner.js';
import { MemoryWatch } from './plan/memoryWatch.js';
import { nextPlan } from './plan/openPlaced.js';
import type { RoutingRecorder } from './routing/routingRecorder.js';
import { checkModelChecksums } from './runtime/modelChecksums.js';
import { readModelHeader } from './runtime/modelHeader.js';
import { Lanes } from './scheduling/lanes.js';
import { ThreadGovernor } from './scheduling/threadGovernor.js';

export interface EngineEvents {
  loadProgress(progress: EngineNotifications['loadProgress']): void;
  generated(text: EngineNotifications['generated']): void;
  modelChanged(change: EngineNotifications['modelChanged']): void;
}

export interface EngineServiceOptions {
  readonly ladder: BackendLadder;
  readonly planner: LoadPlanner;
  readonly opener: ModelOpener;
  readonly routing: RoutingRecorder;
  readonly events: EngineEvents;
  readonly log: EngineLog;
}

interface Loaded {
  readonly opened: OpenedModel;
  readonly params: LoadModelParams;
  readonly verdicts: readonly BackendVerdict[];
  readonly generator: Generator;
  readonly memory: MemoryWatch;
  readonly loadMs: number;
}

const never = new AbortController().signal;

/** The engine behind the protocol: at most one model, loaded, used and replaced. */
export class EngineService {
  private loaded: Loaded | undefined;
  private loading: Promise<unknown> = Promise.resolve();
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly options: EngineServiceOptions) {}

  /**
   * What a load would do with the memory, the loaded model being gone. Nothing is loaded.
   * @throws {EngineError} by the header's checks; backendUnusable
   */
  async planModel(params: LoadModelParams, signal: AbortSignal): Promise<ModelPlan> {
    const file = await readModelHeader(params.path);
    // a rehearsal places experts by the same switch as a load
    return this.inTurn(async () => {
      const { loaded } = this;
      const held = loaded && (await heldMemory(loaded.opened));
      return this.options.opener.plan(file, params, signal, held);
    });
  }

  /**
   * Replaces the loaded model. A file that cannot be loaded leaves the present model in place unless memory had to be
   * freed for it first.
   * @throws {EngineError} by the header's checks, the memory check, the load itself or its cancellation
   */
  async loadModel(params: LoadModelParams, signal: AbortSignal): Promise<LoadedModel> {
    try {
      return await this.inTurn(() => this.load(params, signal));
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
    await loaded?.opened.runtime.dispose();
  }

  /** @throws {EngineError} noModel, notEnoughMemory, or what {@link Generator.run} throws */
  async generate(params: GenerateParams, signal: AbortSignal): Promise<GenerateResult> {
    let sentPieces = 0;
    const onText = (text: string): void => {
      sentPieces += 1;
      this.options.events.generated({ id: params.id, text });
    };
    for (;;) {
      const { loaded } = this;
      if (!loaded) throw noModel();
      try {
        return await this.track(loaded.generator.run(params, signal, onText));
      } catch (error) {
        // what was sent cannot be taken back, so a request that has text is not run again
        if (!EngineError.is(error, 'notEnoughMemory') || sentPieces > 0 || signal.aborted)
          throw error;
        if (!(await this.inTurn(() => this.stepDown(loaded)))) throw error;
      } finally {
        void this.remeasure(loaded);
      }
    }
  }

  countTokens(text: string): number {
    if (!this.loaded) throw noModel();
    return this.loaded.opened.runtime.vocabulary.tokenize(text).length;
  }

  async resources(): Promise<EngineResources> {
    const totalBytes = os.totalmem();
    return {
      ...(await this.loaded?.opened.runtime.resources()),
      systemMemory: { usedBytes: totalBytes - process.availableMemory(), totalBytes },
      residentBytes: process.memoryUsage.rss(),
    };
  }

  private async load(params: LoadModelParams, signal: AbortSignal): Promise<LoadedModel> {
    const { ladder, opener, log } = this.options;
    const startedAt = performance.now();
    const onProgress = this.progressOf(params);
    signal.throwIfAborted();
    onProgress('header', 0);
    const file = await readModelHeader(params.path);
    onProgress('backend', 0);
    const [verdicts] = await Promise.all([
      ladder.climbDown(params.backend, signal),
      checkModelChecksums(file, signal),
    ]);
    await this.unloadModel();
    const opened = await opener.open({ file, params, signal, onProgress }, verdicts);
    const loaded = this.hold(opened, params, verdicts, performance.now() - startedAt);
    await loaded.memory.measure();
    const { backend, threads } = opened.runtime;
    log.info(
      `loaded ${file.name} (${file.architecture}) on ${backend} in ${Math.round(loaded.loadMs)} ms with ${threads} thread(s)`,
    );
    return this.describe(loaded);
  }

  /**
   * Loads the model again with a placement that needs less memory.
   * @returns whether the request that ran out of memory is worth another try
   */
  private async stepDown(failed: Loaded): Promise<boolean> {
    // another request may have stepped down, or another model been loaded, meanwhile
    if (this.loaded !== failed) return this.loaded !== undefined;
    const { opened, params, verdicts } = failed;
    const { plan, runtime, steps } = opened;
    const next = plan && nextPlan(plan);
    if (!next) return false;
    const onProgress = this.progressOf(params);
    const options: OpenOptions = { file: runtime.file, params, signal: never, onProgress };
    const startedAt = performance.now();
    await this.unloadModel();
    const lower = await this.options.opener.openLower(runtime.backend, options, next, steps);
    const loaded = this.hold(lower, params, verdicts, performance.now() - startedAt);
    await loaded.memory.measure();
    this.options.events.modelChanged({ model: await this.describe(loaded) });
    return true;
  }

  private hold(
    opened: OpenedModel,
    params: LoadModelParams,
    verdicts: readonly BackendVerdict[],
    loadMs: number,
  ): Loaded {
    const { runtime } = opened;
    const { routing, planner } = this.options;
    const governor = new ThreadGovernor(runtime.threads);
    const generator = new Generator(runtime, new Lanes(), governor, routing);
    const memory = new MemoryWatch(opened, planner);
    this.loaded = { opened, params, verdicts, generator, memory, loadMs };
    return this.loaded;
  }

  private async remeasure(loaded: Loaded): Promise<void> {
    try {
      if (this.loaded !== loaded || !(await loaded.memory.measure())) return;
      const model = await this.describe(loaded);
      if (this.loaded === loaded) this.options.events.modelChanged({ model });
    } catch (error) {
      // the model may have been replaced in the middle of it; the next one is measured anyway
      this.options.log.debug(`memory was not measured: ${errorMessage(error)}`);
    }
  }

  private describe({ opened, params, verdicts, memory, loadMs }: Loaded): Promise<LoadedModel> {
    const { routing, log } = this.options;
    return describeLoaded({ opened, params, verdicts, plan: memory.plan, loadMs, routing, log });
  }

  private progressOf(params: LoadModelParams): OpenOptions['onProgress'] {
    return (step: LoadStep, fraction: number, backend?: BackendName) => {
      const { path } = params;
      this.options.events.loadProgress({ path, step, fraction, ...(backend && { backend }) });
    };
  }

  private async track<T>(run: Promise<T>): Promise<T> {
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  /** One load after the other. */
  private inTurn<T>(load: () => Promise<T>): Promise<T> {
    const turn = this.loading.catch(() => undefined).then(load);
    this.loading = turn.catch(() => undefined);
    return turn;
  }
}

async function heldMemory({ runtime }: OpenedModel): Promise<HeldMemory> {
  const measured = await runtime.measureMemory();
  return {
    deviceBytes: measured.deviceBytes ?? measured.deviceBufferBytes,
    systemBytes: runtime.isMapped ? measured.systemContextBytes : measured.systemBytes,
  };
}

function noModel(): EngineError {
  return new EngineError('noModel', 'No model is loaded. Choose a model file first.');
}
