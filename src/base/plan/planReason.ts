import type { ModelLayout } from './modelLayout.js';
import { moeLayersOf } from './modelLayout.js';
import type { Placement } from './placement.js';
import { mostGpuLayers } from './placement.js';

/** One sentence on where a placement puts the model. */
export function describePlacement(layout: ModelLayout, placement: Placement): string {
  const { gpuLayers, expertLayersOnCpu, contextSize } = placement;
  const tokens = `${contextSize.toLocaleString('en')} tokens of context`;
  if (gpuLayers === 0) return `everything in system memory, ${tokens}`;
  const most = mostGpuLayers(layout);
  const layers = gpuLayers === most ? 'all layers' : `${gpuLayers} of ${most} layers`;
  const moeLayers = moeLayersOf(layout).length;
  const experts =
    expertLayersOnCpu === 0
      ? ''
      : `, the experts of ${expertLayersOnCpu} of ${moeLayers} MoE layers in system memory`;
  return `${layers} on the GPU${experts}, ${tokens}`;
}

/** What changed from one placement to the next, in words that follow “Switchyard now …”. */
export function describeStep(before: Placement, after: Placement): string {
  if (after.gpuLayers === 0 && before.gpuLayers > 0) return 'uses the CPU alone';
  if (after.gpuLayers < before.gpuLayers) return `keeps ${after.gpuLayers} layers on the GPU`;
  if (after.contextSize < before.contextSize) {
    return `uses a context of ${after.contextSize.toLocaleString('en')} tokens`;
  }
  return `keeps the experts of ${after.expertLayersOnCpu} layers in system memory`;
}
