import type { Machine } from './machine.js';
import type { ModelLayout } from './modelLayout.js';
import { moeLayersOf } from './modelLayout.js';
import type { Placement } from './placement.js';
import { mostGpuLayers } from './placement.js';

/** What the user wants; what is absent the plan decides. */
export interface PlacementWishes {
  readonly contextSize: number;
  readonly gpuLayers?: number;
  readonly expertLayersOnCpu?: number;
}

/** A context below this is of little use for chat or completion. */
const leastContextSize = 2048;

/**
 * The placements to consider, from the one that is fastest and takes most of the GPU to the one that takes nothing of
 * it: more experts on the CPU, then a smaller context, then fewer GPU layers, then the CPU alone. Each needs no more
 * GPU memory than the one before.
 */
export function placementLadder(
  layout: ModelLayout,
  machine: Machine,
  wishes: PlacementWishes,
): Placement[] {
  const contexts = smallerContexts(wishes.contextSize);
  const onCpu = [wishes.contextSize, ...contexts].map((contextSize): Placement => ({
    gpuLayers: 0,
    expertLayersOnCpu: 0,
    contextSize,
  }));
  const top = topOf(layout, machine, wishes);
  if (top.gpuLayers === 0) return onCpu;
  const moeLayers = moeLayersOf(layout).length;
  const mostExperts = machine.expertsObstacle === undefined ? moeLayers : top.expertLayersOnCpu;
  const rungs: Placement[] = [top];
  let rung = top;
  const step = (change: Partial<Placement>): void => {
    rung = { ...rung, ...change };
    rungs.push(rung);
  };
  for (let count = top.expertLayersOnCpu + 1; count <= mostExperts; count++) {
    step({ expertLayersOnCpu: count });
  }
  // where no experts can go, some layers do before the user loses the context that they asked for
  if (machine.expertsObstacle !== undefined || moeLayers === 0) {
    const half = Math.ceil(top.gpuLayers / 2);
    while (rung.gpuLayers > half) step({ gpuLayers: rung.gpuLayers - 1 });
  }
  for (const contextSize of contexts) step({ contextSize });
  while (rung.gpuLayers > 1) step({ gpuLayers: rung.gpuLayers - 1 });
  return [...rungs, ...onCpu];
}

function topOf(layout: ModelLayout, machine: Machine, wishes: PlacementWishes): Placement {
  const most = machine.devices.length === 0 ? 0 : mostGpuLayers(layout);
  const gpuLayers = Math.min(most, Math.max(0, wishes.gpuLayers ?? most));
  const moeLayers = machine.expertsObstacle === undefined ? moeLayersOf(layout).length : 0;
  return {
    gpuLayers,
    expertLayersOnCpu:
      gpuLayers === 0 ? 0 : Math.min(moeLayers, Math.max(0, wishes.expertLayersOnCpu ?? 0)),
    contextSize: wishes.contextSize,
  };
}

function smallerContexts(contextSize: number): number[] {
  const sizes: number[] = [];
  for (let size = contextSize; size > leastContextSize;) {
    size = Math.max(leastContextSize, Math.floor(size / 2));
    sizes.push(size);
  }
  return sizes;
}
