import { EngineError } from '../protocol/engineErrors.js';
import type { BackendName, BackendVerdict } from '../protocol/backend.js';
import type { LoadModelParams, LoadStep } from '../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../protocol/modelFile.js';
import type { ModelPlan, PlanStep } from '../protocol/modelPlan.js';
import type { BackendLadder } from './backend/backendLadder.js';
import type { EngineLog } from './engineLog.js';
import type { HeldMemory, LoadPlanner, PlannedLoad } from './plan/loadPlanner.js';
import type { NextPlan, Placed } from './plan/openPlaced.js';
import { nextPlan, openPlaced } from './plan/openPlaced.js';
import type { RoutingRecorder } from './routing/routingRecorder.js';
import { checkMemory } from './runtime/memoryCheck.js';
import { ModelRuntime } from './runtime/modelRuntime.js';

export interface OpenOptions {
  readonly file: ModelFileInfo;
  readonly params: LoadModelParams;
  readonly signal: AbortSignal;
  readonly onProgress: (step: LoadStep, fraction: number, backend?: BackendName) => void;
}

/** A model in memory, and where its parts are; without a plan where its header says too little for one. */
export interface OpenedModel {
  readonly runtime: ModelRuntime;
  readonly plan?: PlannedLoad;
  readonly steps: readonly PlanStep[];
}

/** Opens models as planned, on the first backend that works, with the first placement that fits after all. */
export class ModelOpener {
  constructor(
    private readonly ladder: BackendLadder,
    private readonly planner: LoadPlanner,
    private readonly routing: RoutingRecorder,
    private readonly log: EngineLog,
  ) {}

  /** @param held memory of the loaded model, which a load would free first */
  async plan(
    file: ModelFileInfo,
    params: LoadModelParams,
    signal: AbortSignal,
    held?: HeldMemory,
  ): Promise<ModelPlan> {
    const ladder = await this.ladder.climbDown(params.backend, signal);
    const rung = ladder.at(-1);
    if (!rung?.usable) throw noBackend();
    const plan = await this.planner.plan(file, params, rung.backend, held);
    if (plan) return { ...plan, file, backend: rung.backend, ladder };
    throw new EngineError(
      'unsupportedGguf',
      `The header of ${file.name} says too little for a memory plan; llama.cpp places it as it does.`,
    );
  }

  /**
   * Opens the model on the usable rung; when the backend refuses after all, that is remembered and the next is tried.
   * @param verdicts of the ladder, to which the rungs that are tried are added
   */
  async open(options: OpenOptions, verdicts: BackendVerdict[]): Promise<OpenedModel> {
    for (;;) {
      const rung = verdicts.at(-1);
      if (!rung?.usable) throw noBackend();
      try {
        return await this.openOn(rung.backend, options);
      } catch (error) {
        if (!EngineError.is(error, 'backendUnusable') || rung.backend === 'cpu') throw error;
        await this.ladder.condemn(rung.backend, error.message);
        verdicts.splice(-1, 1, { ...rung, usable: false, reason: error.message });
        const below = await this.ladder.climbDown(options.params.backend, options.signal);
        verdicts.push(
          ...below.filter((one) => verdicts.every((two) => two.backend !== one.backend)),
        );
      }
    }
  }

  /**
   * Opens a model whose memory ran out one placement down the ladder.
   * @param stepsBefore that were taken already
   */
  async openLower(
    backend: BackendName,
    options: OpenOptions,
    { plan, step, freedBytes }: NextPlan,
    stepsBefore: readonly PlanStep[] = [],
  ): Promise<OpenedModel> {
    await this.onStep(options.file, backend, plan, step, freedBytes);
    return this.openPlanned(backend, options, plan, [...stepsBefore, step]);
  }

  private async openOn(backend: BackendName, options: OpenOptions): Promise<OpenedModel> {
    const { file, params } = options;
    const plan = await this.planner.plan(file, params, backend);
    options.signal.throwIfAborted();
    checkMemory(file, plan?.prediction);
    const next = plan && this.planner.takeOutOfMemory(backend) ? nextPlan(plan) : undefined;
    if (next) return this.openLower(backend, options, next);
    if (plan) return this.openPlanned(backend, options, plan, []);
    return { runtime: await this.openRuntime(backend, options, params, false), steps: [] };
  }

  private async openPlanned(
    backend: BackendName,
    options: OpenOptions,
    plan: PlannedLoad,
    steps: readonly PlanStep[],
  ): Promise<OpenedModel> {
    const placed: Placed<ModelRuntime> = await openPlaced({
      params: options.params,
      plan,
      steps,
      open: (params) => this.openRuntime(backend, options, params, true),
      onStep: (step, freedBytes) => this.onStep(options.file, backend, plan, step, freedBytes),
    });
    return { runtime: placed.model, plan: placed.plan, steps: placed.steps };
  }

  private openRuntime(
    backend: BackendName,
    { file, signal, onProgress }: OpenOptions,
    load: LoadModelParams,
    isPlanned: boolean,
  ): Promise<ModelRuntime> {
    return ModelRuntime.open({
      file,
      backend,
      load,
      isPlanned,
      signal,
      log: this.log,
      routing: this.routing,
      onProgress: (step, fraction) => {
        onProgress(step, fraction, backend);
      },
    });
  }

  private async onStep(
    file: ModelFileInfo,
    backend: BackendName,
    plan: PlannedLoad,
    { reason }: PlanStep,
    freedBytes: number,
  ): Promise<void> {
    this.log.warn(reason);
    // on the CPU what is free changes with every other program, so nothing is to be learnt from it
    if (plan.machine.devices.length === 0) return;
    await this.planner.penalise(file, backend, plan, freedBytes);
  }
}

function noBackend(): EngineError {
  return new EngineError('backendUnusable', 'No backend works on this machine.');
}
