import type { RoutingTable, TokenRange } from './routingTable.js';

export interface ExpertPair {
  /** Number of the MoE layer. */
  readonly layer: number;
  readonly experts: readonly [number, number];
  /** Tokens that chose both. */
  readonly count: number;
  /** Tokens with both over the tokens to be expected if the two were chosen independently of each other. */
  readonly lift: number;
}

/** Below this many common tokens a pair is not told from chance. */
const minCount = 5;

/**
 * The pairs of experts of one layer that were chosen together most beyond chance, strongest first (by count × log lift,
 * their part of the mutual information).
 */
export function coactivatedPairs(
  table: RoutingTable,
  range: TokenRange,
  layerIndex: number,
  limit: number,
): ExpertPair[] {
  const { expertCount } = table;
  const { together, alone, tokens } = countPairs(table, range, layerIndex);
  const pairs: (ExpertPair & { readonly weight: number })[] = [];
  for (let a = 0; a < expertCount; a++) {
    for (let b = a + 1; b < expertCount; b++) {
      const count = together[a * expertCount + b] ?? 0;
      if (count < minCount) continue;
      const lift = (count * tokens) / ((alone[a] ?? 0) * (alone[b] ?? 0));
      const layer = table.layers[layerIndex] ?? layerIndex;
      if (lift > 1) {
        pairs.push({ layer, experts: [a, b], count, lift, weight: count * Math.log2(lift) });
      }
    }
  }
  return pairs
    .sort((one, other) => other.weight - one.weight)
    .slice(0, limit)
    .map(({ layer, experts, count, lift }) => ({ layer, experts, count, lift }));
}

/** `together` is [a, b] with a < b. */
function countPairs(
  table: RoutingTable,
  range: TokenRange,
  layerIndex: number,
): { together: Uint32Array; alone: Uint32Array; tokens: number } {
  const { ids, expertCount, usedPerToken } = table;
  const together = new Uint32Array(expertCount * expertCount);
  const alone = new Uint32Array(expertCount);
  let tokens = 0;
  for (let token = range.start; token < range.end; token++) {
    const from = (token * table.layers.length + layerIndex) * usedPerToken;
    const first = ids[from] ?? -1;
    if (first < 0 || first >= expertCount) continue;
    tokens++;
    for (let i = from; i < from + usedPerToken; i++) {
      const one = ids[i] ?? 0;
      alone[one] = (alone[one] ?? 0) + 1;
      for (let j = i + 1; j < from + usedPerToken; j++) {
        const other = ids[j] ?? 0;
        const cell = Math.min(one, other) * expertCount + Math.max(one, other);
        together[cell] = (together[cell] ?? 0) + 1;
      }
    }
  }
  return { together, alone, tokens };
}
