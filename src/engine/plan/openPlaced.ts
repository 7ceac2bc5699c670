import { describePlacement, describeStep } from '../../base/plan/planReason.js';
import type { Placement } from '../../base/plan/placement.js';
import { layersHolding } from '../../base/plan/placement.js';
import { stepDown } from '../../base/plan/stepDown.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { LoadModelParams } from '../../protocol/engineProtocol.js';
import type { PlanStep } from '../../protocol/modelPlan.js';
import type { PlannedLoad } from './loadPlanner.js';

/** A model that was opened, and how it came to be placed as it is. */
export interface Placed<Model> {
  readonly model: Model;
  readonly plan: PlannedLoad;
  readonly steps: readonly PlanStep[];
}

export interface OpenPlacedOptions<Model> {
  readonly params: LoadModelParams;
  readonly plan: PlannedLoad;
  /** Steps that were taken before. */
  readonly steps?: readonly PlanStep[];
  /** @throws {EngineError} notEnoughMemory where the placement does not fit after all */
  readonly open: (params: LoadModelParams) => Promise<Model>;
  /** Called when memory ran out, before the next attempt. @param freedBytes what the step down frees */
  readonly onStep: (step: PlanStep, freedBytes: number) => Promise<void>;
}

/**
 * Opens a model as planned and, as often as memory runs out, with the next placement down the ladder.
 * @throws {EngineError} notEnoughMemory at the ladder's end; whatever else `open` throws
 */
export async function openPlaced<Model>(options: OpenPlacedOptions<Model>): Promise<Placed<Model>> {
  const { params, open, onStep } = options;
  let { plan, steps = [] } = options;
  for (;;) {
    try {
      return { model: await open(placedParams(params, plan)), plan, steps };
    } catch (error) {
      if (!EngineError.is(error, 'notEnoughMemory')) throw error;
      const next = nextPlan(plan);
      if (!next) throw error;
      await onStep(next.step, next.freedBytes);
      plan = next.plan;
      steps = [...steps, next.step];
    }
  }
}

/** One step down the ladder. */
export interface NextPlan {
  readonly plan: PlannedLoad;
  readonly step: PlanStep;
  readonly freedBytes: number;
}

/** @returns the plan below one whose placement ran out of memory; undefined at the ladder's end */
export function nextPlan(plan: PlannedLoad): NextPlan | undefined {
  const { layout, machine, calibration, placement } = plan;
  const next = stepDown(layout, machine, calibration, placement);
  if (!next) return undefined;
  const step: PlanStep = {
    reason: outOfMemoryReason(plan, next.placement),
    from: placement,
    to: next.placement,
  };
  const { prediction, freedBytes } = next;
  return { plan: { ...plan, placement: next.placement, prediction }, step, freedBytes };
}

function outOfMemoryReason({ layout, placement }: PlannedLoad, to: Placement): string {
  const where = placement.gpuLayers > 0 ? 'GPU memory' : 'Memory';
  return `${where} ran out with ${describePlacement(layout, placement)}; Switchyard now ${describeStep(placement, to)}.`;
}

function placedParams(wished: LoadModelParams, plan: PlannedLoad): LoadModelParams {
  const { layout, machine, placement, threads } = plan;
  const { gpuLayers, contextSize } = placement;
  const firstLayers = layersHolding(layout, placement.expertLayersOnCpu);
  const canPlace = machine.devices.length > 0 && machine.expertsObstacle === undefined;
  const planned = firstLayers > 0 ? { firstLayers } : undefined;
  // where the plan cannot place experts, the wish is refused with a notice by whoever loads the model
  const expertsOnCpu = canPlace ? planned : wished.expertsOnCpu;
  return {
    path: wished.path,
    backend: wished.backend,
    contextSize,
    gpuLayers,
    threads,
    ...(expertsOnCpu !== undefined && { expertsOnCpu }),
  };
}
