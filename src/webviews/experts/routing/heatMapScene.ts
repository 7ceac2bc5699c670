import type { RoutingShape } from '../../../protocol/routingTrace.js';

/** One row of the picture: a layer of the model. */
export type HeatMapRow =
  | { readonly kind: 'moe'; readonly layer: number; readonly index: number }
  | { readonly kind: 'dense'; readonly layer: number };

/** What a heat map shows, free of sizes and colours. */
export interface HeatMapScene {
  readonly rows: readonly HeatMapRow[];
  readonly expertCount: number;
  readonly sharedExpertCount: number;
  /** Shares relative to uniform, or differences of them, row-major [MoE layer, expert]; NaN = no tokens. */
  readonly values: Float32Array;
  readonly valueKind: 'share' | 'difference';
  /** Times that each expert was chosen; absent for a difference. */
  readonly counts?: Uint32Array;
  /** Expert in each column, row-major [MoE layer, column]; absent = in the order of their numbers. */
  readonly columns?: Uint16Array;
  /** A number per MoE layer for the bar at the row's end, 0 to 1; NaN = none. */
  readonly margin: readonly number[];
  readonly marginLabel: string;
}

/** The layers of the model from first to last, dense ones among them. */
export function modelRows(shape: RoutingShape, layerCount: number): HeatMapRow[] {
  const indexOf = new Map(shape.layers.map((layer, index) => [layer, index]));
  const last = Math.max(layerCount - 1, ...shape.layers);
  return Array.from({ length: last + 1 }, (_, layer) => {
    const index = indexOf.get(layer);
    return index === undefined ? { kind: 'dense', layer } : { kind: 'moe', layer, index };
  });
}

/** Experts of each layer from the highest value to the lowest. */
export function columnsByValue(values: Float32Array, expertCount: number): Uint16Array {
  const columns = new Uint16Array(values.length);
  for (let start = 0; start < values.length; start += expertCount) {
    const order = Uint16Array.from({ length: expertCount }, (_, expert) => expert);
    // NaN only where a whole layer has no tokens; then the order does not matter
    order.sort((a, b) => (values[start + b] ?? 0) - (values[start + a] ?? 0) || a - b);
    columns.set(order, start);
  }
  return columns;
}

/** The expert drawn in a column of a MoE layer. */
export function expertAt(scene: HeatMapScene, layerIndex: number, column: number): number {
  return scene.columns?.[layerIndex * scene.expertCount + column] ?? column;
}

/** The column in which an expert of a MoE layer is drawn. */
export function columnOf(scene: HeatMapScene, layerIndex: number, expert: number): number {
  if (!scene.columns) return expert;
  const start = layerIndex * scene.expertCount;
  return scene.columns.subarray(start, start + scene.expertCount).indexOf(expert);
}
