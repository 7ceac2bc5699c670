import type { RoutingTallyData } from '../../../base/routing/routingTally.js';
import { uniformControl } from '../../../base/routing/uniformControl.js';

/** So that the same request always has the same control. */
const seed = 20_011;

/** A tally of uniform-random routing over as many tokens in every layer. Pauses between layers. */
export function* controlTally(measured: RoutingTallyData): Generator<void, RoutingTallyData> {
  const { layers, expertCount, usedPerToken, tokens, consecutivePairs } = measured;
  const counts = new Uint32Array(measured.counts.length);
  const layerTokens = measured.layerTokens.slice();
  for (let layer = 0; layer < layers.length; layer++) {
    const shape = { expertCount, usedPerToken, tokens: layerTokens[layer] ?? 0 };
    counts.set(uniformControl(shape, seed + layer), layer * expertCount);
    yield;
  }
  const expected = (usedPerToken * usedPerToken) / expertCount;
  return {
    layers,
    expertCount,
    usedPerToken,
    tokens,
    counts,
    layerTokens,
    consecutivePairs: consecutivePairs.slice(),
    sharedWithPrevious: Uint32Array.from(consecutivePairs, (pairs) => Math.round(pairs * expected)),
  };
}
