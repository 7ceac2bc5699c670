import type { ModelLayout } from './modelLayout.js';
import { moeLayersOf } from './modelLayout.js';

/** Where a model's parts go. */
export interface Placement {
  /** Layers on the GPU, counted from the last; the output counts as one more layer, the very last. */
  readonly gpuLayers: number;
  /** MoE layers, counted from the first, whose routed experts stay in system memory. */
  readonly expertLayersOnCpu: number;
  /** Tokens of context for chat; completion has at most as many, see laneContexts.ts. */
  readonly contextSize: number;
}

/** Layers that can be on a GPU: all, and the output. */
export function mostGpuLayers({ layers }: ModelLayout): number {
  return layers.length + 1;
}

/** @returns the number of the first layer on the GPU; the number of layers where only the output or nothing is */
export function firstGpuLayer({ layers }: ModelLayout, { gpuLayers }: Placement): number {
  return Math.min(layers.length, Math.max(0, layers.length + 1 - gpuLayers));
}

/** @returns the number of layers, dense ones included, that hold the first MoE layers */
export function layersHolding(layout: ModelLayout, moeLayerCount: number): number {
  const last = moeLayersOf(layout)[moeLayerCount - 1];
  return last === undefined ? 0 : last + 1;
}

/** @returns how many MoE layers are among the first layers */
export function moeLayersAmong(layout: ModelLayout, firstLayers: number): number {
  return moeLayersOf(layout).filter((layer) => layer < firstLayers).length;
}
