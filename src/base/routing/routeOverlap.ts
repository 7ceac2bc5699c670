import type { RoutingTallyData } from './routingTally.js';

/**
 * Mean share of a token's experts that the token before it had used too, over all MoE layers. The higher it is, the
 * more a cache of expert weights helps. A uniform-random router gives k / experts. NaN without consecutive tokens.
 */
export function routeOverlap(tally: RoutingTallyData): number {
  let pairs = 0;
  let shared = 0;
  for (const count of tally.consecutivePairs) pairs += count;
  for (const count of tally.sharedWithPrevious) shared += count;
  return pairs === 0 ? NaN : shared / (pairs * tally.usedPerToken);
}
