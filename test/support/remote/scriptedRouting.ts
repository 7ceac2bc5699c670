import { SeededRandom } from '../../../src/base/random.js';

const layers = 48;
const expertCount = 128;
const usedPerToken = 8;

/**
 * Routing as SGLang sends it, for a test of what is drawn: base64 of 32-bit integers, shape [token, layer, k] of a model
 * with 48 layers of 128 experts. Drawn at random, with a few experts that come more often.
 */
export function scriptedRouting(tokens: number): string {
  const random = new SeededRandom(11);
  const ids = new Int32Array(tokens * layers * usedPerToken);
  for (let row = 0; row < tokens * layers; row++) {
    const chosen = new Set<number>([row % 4]);
    while (chosen.size < usedPerToken) chosen.add(random.nextUint32() % expertCount);
    ids.set([...chosen], row * usedPerToken);
  }
  return Buffer.from(ids.buffer).toString('base64');
}
