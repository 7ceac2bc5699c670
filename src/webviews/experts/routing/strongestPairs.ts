import type { ExpertPair } from '../../../base/routing/coactivatedPairs.js';
import { coactivatedPairs } from '../../../base/routing/coactivatedPairs.js';
import type { RoutingTable, TokenRange } from '../../../base/routing/routingTable.js';

const perLayer = 3;
const shown = 8;

/** The co-activated pairs of all layers that stand out most. Pauses between layers. */
export function* strongestPairs(
  table: RoutingTable,
  range: TokenRange,
): Generator<void, readonly ExpertPair[]> {
  const pairs: ExpertPair[] = [];
  for (let layer = 0; layer < table.layers.length; layer++) {
    pairs.push(...coactivatedPairs(table, range, layer, perLayer));
    yield;
  }
  const weight = ({ count, lift }: ExpertPair): number => count * Math.log2(lift);
  return pairs.sort((one, other) => weight(other) - weight(one)).slice(0, shown);
}
