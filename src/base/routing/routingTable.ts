/** The routing array of some tokens: what the statistics need of a routing trace. */
export interface RoutingTable {
  /** Numbers of the MoE layers: the second axis. */
  readonly layers: readonly number[];
  /** Routed experts of each MoE layer. */
  readonly expertCount: number;
  /** Experts chosen per token and layer: the third axis. */
  readonly usedPerToken: number;
  /** Row-major [token, MoE layer, k]. An id outside 0 … `expertCount` − 1 means that the layer was not computed. */
  readonly ids: Int16Array | Uint8Array;
}

/** Rows `start` (included) to `end` (excluded) of a routing table. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** Ids of one token. */
export function rowLength(table: Omit<RoutingTable, 'ids'>): number {
  return table.layers.length * table.usedPerToken;
}

/** Tokens that the table holds. */
export function tokenCount(table: RoutingTable): number {
  const length = rowLength(table);
  return length === 0 ? 0 : Math.floor(table.ids.length / length);
}

/** The experts of one token in one layer, in the router's order; empty where the layer was not computed. */
export function routeAt(table: RoutingTable, token: number, layerIndex: number): number[] {
  const from = (token * table.layers.length + layerIndex) * table.usedPerToken;
  return [...table.ids.subarray(from, from + table.usedPerToken)].filter(
    (id) => id >= 0 && id < table.expertCount,
  );
}
