import type { Calibration } from './calibration.js';
import type { Machine } from './machine.js';
import type { ModelLayout } from './modelLayout.js';
import type { Placement } from './placement.js';
import type { MemoryPrediction } from './predictMemory.js';
import { placementLadder } from './placementLadder.js';
import { predictMemory } from './predictMemory.js';

const mib = 2 ** 20;
/** A step that frees less than this, and this share, would most likely run out of memory again. */
const leastFreedBytes = 192 * mib;
const leastFreedShare = 0.04;

export interface Step {
  readonly placement: Placement;
  readonly prediction: MemoryPrediction;
  /** What the step frees of where memory ran out. */
  readonly freedBytes: number;
}

/**
 * The next placement down the ladder that frees a noticeable amount of memory after one ran out of it.
 * @returns undefined at the ladder's end
 */
export function stepDown(
  layout: ModelLayout,
  machine: Machine,
  calibration: Calibration,
  failed: Placement,
): Step | undefined {
  const predict = (placement: Placement): MemoryPrediction =>
    predictMemory(layout, placement, machine, calibration);
  const needed = ({ devices, system }: MemoryPrediction): number =>
    failed.gpuLayers > 0
      ? devices.reduce((sum, { totalBytes }) => sum + totalBytes, 0)
      : system.totalBytes;
  const before = needed(predict(failed));
  const enough = Math.min(Math.max(leastFreedBytes, leastFreedShare * before), before / 4);
  const [, ...below] = placementLadder(layout, machine, failed);
  for (const placement of below) {
    const prediction = predict(placement);
    const freedBytes = before - needed(prediction);
    if (freedBytes >= enough) return { placement, prediction, freedBytes };
  }
  return undefined;
}
