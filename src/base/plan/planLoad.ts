import type { Calibration } from './calibration.js';
import type { Machine } from './machine.js';
import type { ModelLayout } from './modelLayout.js';
import type { Placement } from './placement.js';
import type { PlacementWishes } from './placementLadder.js';
import { placementLadder } from './placementLadder.js';
import type { MemoryPrediction } from './predictMemory.js';
import { predictMemory } from './predictMemory.js';

export interface PlanLimits {
  /** Most bytes to take of all devices together; absent = what is free. */
  readonly deviceLimitBytes?: number;
  /** Bytes to leave beyond the usual reserve, because this model ran out of memory before. */
  readonly penaltyBytes?: number;
}

export interface LoadPlan {
  readonly placement: Placement;
  readonly prediction: MemoryPrediction;
  /** False where not even the last placement fits into what is free. */
  readonly fits: boolean;
}

const mib = 2 ** 20;
/** Left free on every device that is used, for the screen and other programs. */
const deviceReserveBytes = 64 * mib;
/** Left free of the system's memory. */
const systemReserveBytes = 512 * mib;

/** The first placement of the ladder that fits; what the user fixed stays as it is, whether it fits or not. */
export function planLoad(
  layout: ModelLayout,
  machine: Machine,
  wishes: PlacementWishes,
  calibration: Calibration,
  limits: PlanLimits = {},
): LoadPlan {
  const rungs = placementLadder(layout, machine, wishes);
  const kept = rungs.filter((rung) => keeps(rung, rungs[0], wishes));
  const plans = kept.map((placement) => {
    const prediction = predictMemory(layout, placement, machine, calibration);
    return { placement, prediction, fits: fits(prediction, machine, limits) };
  });
  const plan = plans.find((one) => one.fits) ?? plans.at(-1);
  if (!plan) throw new RangeError('A ladder has at least one placement.');
  return plan;
}

function keeps(rung: Placement, top: Placement | undefined, wishes: PlacementWishes): boolean {
  if (!top) return false;
  return (
    (wishes.gpuLayers === undefined || rung.gpuLayers === top.gpuLayers) &&
    (wishes.expertLayersOnCpu === undefined || rung.expertLayersOnCpu === top.expertLayersOnCpu)
  );
}

/** Whether a prediction stays within the budget of every place, its uncertainty included. */
export function fits(prediction: MemoryPrediction, machine: Machine, limits: PlanLimits): boolean {
  const budgets = deviceBudgets(machine, limits);
  return (
    prediction.devices.every(
      ({ totalBytes, uncertaintyBytes }, index) =>
        totalBytes === 0 || totalBytes + uncertaintyBytes <= (budgets[index] ?? 0),
    ) && prediction.system.totalBytes + systemReserveBytes <= machine.system.freeBytes
  );
}

/** Bytes of each device that a plan may use. */
export function deviceBudgets(
  { devices }: Machine,
  { deviceLimitBytes = Infinity, penaltyBytes = 0 }: PlanLimits,
): number[] {
  const freeBytes = devices.reduce((sum, device) => sum + device.freeBytes, 0);
  const allowedBytes = Math.min(freeBytes, deviceLimitBytes);
  return devices.map((device) => {
    const share = freeBytes > 0 ? device.freeBytes / freeBytes : 0;
    // a limit leaves memory free by itself
    const reserved = Math.min(device.freeBytes - deviceReserveBytes, share * allowedBytes);
    return Math.max(0, reserved - penaltyBytes * share);
  });
}
