import type { RoutingTallyData } from './routingTally.js';

/**
 * Each expert's share of its layer's choices relative to a uniform router: 1 = as often as chance, 2 = twice as often,
 * 0 = never. Row-major [MoE layer, expert]; NaN in layers that computed no token.
 */
export function relativeShares(tally: RoutingTallyData): Float32Array {
  const { counts, expertCount, layers } = tally;
  const shares = new Float32Array(counts.length);
  for (let layer = 0; layer < layers.length; layer++) {
    const start = layer * expertCount;
    let total = 0;
    for (let cell = start; cell < start + expertCount; cell++) total += counts[cell] ?? 0;
    for (let cell = start; cell < start + expertCount; cell++) {
      shares[cell] = total === 0 ? NaN : ((counts[cell] ?? 0) * expertCount) / total;
    }
  }
  return shares;
}
