import assert from 'node:assert/strict';
import { routingHealth } from '../../../bench/routing/routingHealth.js';
import { SeededRandom } from '../../../src/base/random.js';
import { RoutingTally } from '../../../src/base/routing/routingTally.js';
import type { RoutingTallyData } from '../../../src/base/routing/routingTally.js';

const expertCount = 8;
const tokens = 400;

/** One layer, one expert a token, drawn from `choose`. */
function text(choose: () => number): RoutingTallyData {
  const ids = Int16Array.from({ length: tokens }, choose);
  const shape = { layers: [3], expertCount, usedPerToken: 1 };
  return RoutingTally.of({ ...shape, ids }, { start: 0, end: tokens }).data;
}

describe('routingHealth', () => {
  const random = new SeededRandom(7);
  const below = (experts: number): number => random.nextUint32() % experts;

  it('sees even use, and no difference between two samples of the same choices', () => {
    const texts = Array.from({ length: 20 }, () => text(() => below(expertCount)));
    const [layer] = routingHealth(texts.slice(0, 10), texts.slice(10));
    assert.equal(layer?.layer, 3);
    assert.ok(layer.normalisedEntropy > 0.99);
    assert.ok(layer.idlestExpert > 0.85 && layer.busiestExpert < 1.15);
    assert.ok(layer.codeProseBits <= layer.mostShuffledBits);
  });

  it('sees experts that prose prefers, far above a shuffle of the labels', () => {
    const code = Array.from({ length: 10 }, () => text(() => below(expertCount)));
    const prose = Array.from({ length: 10 }, () => text(() => below(expertCount / 2)));
    const [layer] = routingHealth(code, prose);
    assert.ok(layer && layer.codeProseBits > 3 * layer.mostShuffledBits);
  });

  it('sees an expert that is never chosen', () => {
    const code = [text(() => 1 + below(expertCount - 1))];
    const [layer] = routingHealth(code, [text(() => below(expertCount))]);
    assert.equal(layer?.idlestExpert, 0);
  });

  it('refuses to judge nothing', () => {
    assert.throws(() => routingHealth([], []), RangeError);
  });
});
