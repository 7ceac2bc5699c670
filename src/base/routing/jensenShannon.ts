import type { RoutingTallyData } from './routingTally.js';

/**
 * Jensen–Shannon divergence in bits between the expert choices of two tallies, for each layer: 0 = same distribution,
 * 1 = no expert in common, NaN where either has no tokens.
 * @throws RangeError when the tallies differ in shape
 */
export function jensenShannonPerLayer(one: RoutingTallyData, other: RoutingTallyData): number[] {
  const { expertCount } = one;
  if (one.layers.length !== other.layers.length || expertCount !== other.expertCount) {
    throw new RangeError('Routing of differently shaped models cannot be compared.');
  }
  return one.layers.map((_, layer) => {
    const from = layer * expertCount;
    return jensenShannon(
      one.counts.subarray(from, from + expertCount),
      other.counts.subarray(from, from + expertCount),
    );
  });
}

function jensenShannon(one: Uint32Array, other: Uint32Array): number {
  const oneTotal = one.reduce((sum, count) => sum + count, 0);
  const otherTotal = other.reduce((sum, count) => sum + count, 0);
  if (oneTotal === 0 || otherTotal === 0) return NaN;
  let bits = 0;
  for (let expert = 0; expert < one.length; expert++) {
    const p = (one[expert] ?? 0) / oneTotal;
    const q = (other[expert] ?? 0) / otherTotal;
    const mean = (p + q) / 2;
    // both parts in one addition, so that the result does not depend on which side is first
    bits += divergencePart(p, mean) + divergencePart(q, mean);
  }
  return Math.min(1, Math.max(0, bits));
}

function divergencePart(share: number, mean: number): number {
  return share === 0 ? 0 : (share / 2) * Math.log2(share / mean);
}
