import type { RoutingTallyData } from './routingTally.js';

/** How evenly a layer's tokens were spread over its experts. */
export interface LayerBalance {
  /** Entropy of the choices divided by that of uniform choices: 1 = even, 0 = one expert only; NaN without tokens. */
  readonly normalisedEntropy: number;
  /** Choices of the busiest expert over the mean of all: 1 = even; NaN without tokens. */
  readonly maxOverMean: number;
  /** Number of the busiest expert; the lowest of several. */
  readonly busiestExpert: number;
  /** Experts that were chosen at least once. */
  readonly touched: number;
}

/** The balance of every MoE layer, in the order of the tally's layers. */
export function layerBalances(tally: RoutingTallyData): LayerBalance[] {
  return tally.layers.map((_, layer) =>
    balanceOf(tally.counts.subarray(layer * tally.expertCount, (layer + 1) * tally.expertCount)),
  );
}

function balanceOf(counts: Uint32Array): LayerBalance {
  let total = 0;
  let max = 0;
  let busiestExpert = 0;
  let touched = 0;
  counts.forEach((count, expert) => {
    total += count;
    if (count > 0) touched++;
    if (count > max) {
      max = count;
      busiestExpert = expert;
    }
  });
  if (total === 0) {
    return { normalisedEntropy: NaN, maxOverMean: NaN, busiestExpert: 0, touched: 0 };
  }
  let entropyBits = 0;
  for (const count of counts) {
    if (count > 0) entropyBits -= (count / total) * Math.log2(count / total);
  }
  return {
    // a layer with a single expert cannot be uneven; rounding may carry an even one past 1
    normalisedEntropy: counts.length < 2 ? 1 : Math.min(1, entropyBits / Math.log2(counts.length)),
    maxOverMean: (max * counts.length) / total,
    busiestExpert,
    touched,
  };
}
