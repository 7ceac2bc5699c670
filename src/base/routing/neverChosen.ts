import type { RoutingTallyData } from './routingTally.js';

export interface NeverChosen {
  /** Experts of each layer that no token chose, for the layers that have such experts. */
  readonly layers: readonly { readonly layer: number; readonly experts: readonly number[] }[];
  readonly count: number;
  /** How many experts a uniform-random router would have left out with as many tokens. */
  readonly expectedCount: number;
}

/** Experts that were never chosen, beside what chance alone would leave out. Layers without tokens say nothing. */
export function neverChosen(tally: RoutingTallyData): NeverChosen {
  const { counts, expertCount, usedPerToken } = tally;
  const layers: { layer: number; experts: number[] }[] = [];
  let count = 0;
  let expectedCount = 0;
  tally.layers.forEach((layer, index) => {
    const tokens = tally.layerTokens[index] ?? 0;
    if (tokens === 0) return;
    expectedCount += expertCount * (1 - usedPerToken / expertCount) ** tokens;
    const experts: number[] = [];
    for (let expert = 0; expert < expertCount; expert++) {
      if (counts[index * expertCount + expert] === 0) experts.push(expert);
    }
    if (experts.length > 0) layers.push({ layer, experts });
    count += experts.length;
  });
  return { layers, count, expectedCount };
}
