import type { RoutingTable } from './routingTable.js';

/**
 * Share of experts that two tokens have in common, averaged over the layers that computed both: 1 = same route, 0 =
 * disjoint, NaN when no layer computed both.
 */
export function routeSimilarity(table: RoutingTable, one: number, other: number): number {
  const { ids, usedPerToken, expertCount } = table;
  const layerCount = table.layers.length;
  let layers = 0;
  let shared = 0;
  for (let layer = 0; layer < layerCount; layer++) {
    const a = (one * layerCount + layer) * usedPerToken;
    const b = (other * layerCount + layer) * usedPerToken;
    if (!isExpert(ids[a], expertCount) || !isExpert(ids[b], expertCount)) continue;
    layers++;
    for (let i = 0; i < usedPerToken; i++) {
      for (let j = 0; j < usedPerToken; j++) {
        if (ids[a + i] === ids[b + j]) shared++;
      }
    }
  }
  return layers === 0 ? NaN : shared / (layers * usedPerToken);
}

function isExpert(id: number | undefined, expertCount: number): boolean {
  return id !== undefined && id >= 0 && id < expertCount;
}
