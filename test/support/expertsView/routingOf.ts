import type { RoutingTable } from '../../../src/base/routing/routingTable.js';

/** A table from nested ids [token][MoE layer][k]; layers are numbered from 0. */
export function routingOf(
  expertCount: number,
  tokens: readonly (readonly (readonly number[])[])[],
): RoutingTable {
  const first = tokens[0] ?? [];
  return {
    layers: first.map((_, layer) => layer),
    expertCount,
    usedPerToken: first[0]?.length ?? 0,
    ids: Int16Array.from(tokens.flat(2)),
  };
}

export function wholeOf(table: RoutingTable): { start: number; end: number } {
  const length = table.layers.length * table.usedPerToken;
  return { start: 0, end: table.ids.length / length };
}
