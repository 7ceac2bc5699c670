import { jensenShannonPerLayer } from '../../src/base/routing/jensenShannon.js';
import { layerBalances } from '../../src/base/routing/layerBalance.js';
import { RoutingTally } from '../../src/base/routing/routingTally.js';
import type { RoutingTallyData } from '../../src/base/routing/routingTally.js';
import { SeededRandom } from '../../src/base/random.js';

/** What the routers of one MoE layer do with code and with prose. Shares are multiples of an even share. */
export interface LayerHealth {
  /** Number of the layer in the model. */
  readonly layer: number;
  /** Entropy of the choices on code over its largest possible value. */
  readonly normalisedEntropy: number;
  readonly idlestExpert: number;
  readonly busiestExpert: number;
  /** Jensen-Shannon divergence between code and prose, bits. */
  readonly codeProseBits: number;
  /** The same with the texts' labels shuffled: mean and largest of all shuffles. */
  readonly shuffledBits: number;
  readonly mostShuffledBits: number;
}

const shuffles = 50;
const seed = 1;

/**
 * @param code one tally for each text of code, @param prose one for each text of prose, of the same model
 * @returns one entry per MoE layer
 */
export function routingHealth(
  code: readonly RoutingTallyData[],
  prose: readonly RoutingTallyData[],
): LayerHealth[] {
  const onCode = merged(code);
  const divergence = jensenShannonPerLayer(onCode, merged(prose));
  const chance = shuffledDivergences([...code, ...prose], code.length);
  return layerBalances(onCode).map(({ normalisedEntropy, maxOverMean }, at) => {
    const bits = chance.map((perLayer) => perLayer[at] ?? NaN);
    return {
      layer: onCode.layers[at] ?? at,
      normalisedEntropy,
      idlestExpert: idlestShare(onCode, at),
      busiestExpert: maxOverMean,
      codeProseBits: divergence[at] ?? NaN,
      shuffledBits: bits.reduce((sum, value) => sum + value, 0) / bits.length,
      mostShuffledBits: Math.max(...bits),
    };
  });
}

function merged(tallies: readonly RoutingTallyData[]): RoutingTallyData {
  const [first] = tallies;
  if (!first) throw new RangeError('There is no text whose routing could be judged.');
  const sum = new RoutingTally(first);
  for (const tally of tallies) sum.merge(tally);
  return sum;
}

function idlestShare({ counts, expertCount }: RoutingTallyData, layer: number): number {
  const choices = counts.subarray(layer * expertCount, (layer + 1) * expertCount);
  const total = choices.reduce((sum, count) => sum + count, 0);
  return (Math.min(...choices) * expertCount) / total;
}

/** @returns [shuffle, layer] */
function shuffledDivergences(tallies: readonly RoutingTallyData[], firstCount: number): number[][] {
  const random = new SeededRandom(seed);
  return Array.from({ length: shuffles }, () => {
    const order = tallies
      .map((tally) => ({ tally, key: random.nextUint32() }))
      .sort((one, other) => one.key - other.key)
      .map(({ tally }) => tally);
    return jensenShannonPerLayer(
      merged(order.slice(0, firstCount)),
      merged(order.slice(firstCount)),
    );
  });
}
