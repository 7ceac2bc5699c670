import type { BufferBytes } from '../base/plan/calibrate.js';
import type { Calibration } from '../base/plan/calibration.js';
import type { Machine } from '../base/plan/machine.js';
import type { ModelLayout } from '../base/plan/modelLayout.js';
import type { Placement } from '../base/plan/placement.js';
import type { PlacementWishes } from '../base/plan/placementLadder.js';
import type { PlanLimits } from '../base/plan/planLoad.js';
import type { MemoryPrediction } from '../base/plan/predictMemory.js';
import type { BackendName, BackendVerdict } from './backend.js';
import type { ModelFileInfo } from './modelFile.js';

/** Everything that a plan rests on, so that a view can try other placements without the engine. */
export interface PlanBasis {
  readonly layout: ModelLayout;
  readonly machine: Machine;
  readonly calibration: Calibration;
  readonly wishes: PlacementWishes;
  readonly limits: PlanLimits;
}

/** What a load would do. */
export interface ModelPlan extends PlanBasis {
  readonly file: ModelFileInfo;
  readonly backend: BackendName;
  /** The ladder from its top to the rung in use. */
  readonly ladder: readonly BackendVerdict[];
  readonly threads: number;
  readonly placement: Placement;
  /** For both lanes. */
  readonly prediction: MemoryPrediction;
  readonly fits: boolean;
}

/** Memory that a load took, in bytes. */
export interface MeasuredMemory extends BufferBytes {
  /** Of all GPUs together, as the driver says; absent on the CPU. */
  readonly deviceBytes?: number;
}

/** A placement that ran out of memory, and what was done. */
export interface PlanStep {
  /** A sentence for the user. */
  readonly reason: string;
  readonly from: Placement;
  readonly to: Placement;
}

/** How a model came to be placed as it is. */
export interface LoadedPlan extends PlanBasis {
  readonly placement: Placement;
  readonly threads: number;
  /** For as many contexts as were measured. */
  readonly prediction: MemoryPrediction;
  readonly measured: MeasuredMemory;
  /** From the plan before the load to the placement in use. */
  readonly steps: readonly PlanStep[];
}
