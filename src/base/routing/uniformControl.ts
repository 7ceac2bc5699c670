import { SeededRandom } from '../random.js';

/** Up to so many tokens every choice is drawn; beyond, the counts are drawn from their normal approximation. */
const maxDrawnTokens = 4_096;

export interface UniformLayer {
  readonly expertCount: number;
  readonly usedPerToken: number;
  /** Tokens that the layer computed. */
  readonly tokens: number;
}

/**
 * How often a router that chooses k different experts at random would have taken each of a layer's experts. The
 * yardstick for every statistic: with few tokens chance alone looks specialised.
 * @param seed any 32-bit integer; the same seed gives the same counts
 */
export function uniformControl(layer: UniformLayer, seed: number): Uint32Array {
  const random = new SeededRandom(seed);
  return layer.tokens <= maxDrawnTokens ? drawChoices(layer, random) : drawCounts(layer, random);
}

function drawChoices(layer: UniformLayer, random: SeededRandom): Uint32Array {
  const { expertCount, tokens } = layer;
  const choices = Math.min(layer.usedPerToken, expertCount);
  const counts = new Uint32Array(expertCount);
  const chosenBy = new Int32Array(expertCount).fill(-1);
  for (let token = 0; token < tokens; token++) {
    let drawn = 0;
    while (drawn < choices) {
      // the product of 32 bits and a small count is exact, and the bias below one in 2^20
      const expert = Math.floor((random.nextUint32() * expertCount) / 0x1_0000_0000);
      if (chosenBy[expert] === token) continue;
      chosenBy[expert] = token;
      counts[expert] = (counts[expert] ?? 0) + 1;
      drawn++;
    }
  }
  return counts;
}

/** Each count is binomial with p = k / E, and together they are tokens × k, which correlates them. */
function drawCounts(layer: UniformLayer, random: SeededRandom): Uint32Array {
  const { expertCount, usedPerToken, tokens } = layer;
  const share = Math.min(1, usedPerToken / expertCount);
  const deviates = Array.from({ length: expertCount }, () => random.nextNormal());
  const mean = deviates.reduce((sum, value) => sum + value, 0) / expertCount;
  const spread = Math.sqrt((tokens * share * (1 - share) * expertCount) / (expertCount - 1 || 1));
  return Uint32Array.from(deviates, (deviate) =>
    Math.max(0, Math.round(tokens * share + (deviate - mean) * spread)),
  );
}
