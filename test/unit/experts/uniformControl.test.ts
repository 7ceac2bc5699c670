import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layerBalances } from '../../../src/base/routing/layerBalance.js';
import { uniformControl } from '../../../src/base/routing/uniformControl.js';
import { wholeOf, routingOf } from '../../support/expertsView/routingOf.js';
import { RoutingTally } from '../../../src/base/routing/routingTally.js';

const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);

function entropyOf(tokens: number): number {
  const empty = routingOf(64, [[[0, 1, 2, 3, 4, 5]]]);
  const tally = RoutingTally.of(empty, wholeOf(empty)).data;
  const counts = uniformControl({ expertCount: 64, usedPerToken: 6, tokens }, 1);
  return layerBalances({ ...tally, counts })[0]?.normalisedEntropy ?? NaN;
}

describe('uniformControl', () => {
  it('makes k choices per token, none of them twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(60),
        fc.nat(0xffff),
        (expertCount, k, tokens, seed) => {
          const usedPerToken = Math.min(k, expertCount);
          const counts = uniformControl({ expertCount, usedPerToken, tokens }, seed);
          assert.equal(counts.length, expertCount);
          assert.equal(sum(counts), tokens * usedPerToken);
          assert.ok(counts.every((count) => count <= tokens));
        },
      ),
    );
  });

  it('repeats with the seed and differs with another', () => {
    const draw = (seed: number): Uint32Array =>
      uniformControl({ expertCount: 64, usedPerToken: 6, tokens: 50 }, seed);
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
  });

  it('is even in the long run, and uneven by chance alone in the short', () => {
    assert.ok(entropyOf(4_096) > 0.999);
    assert.ok(entropyOf(20) < 0.98);
  });

  for (const tokens of [4_096, 4_097, 100_000]) {
    it(`spreads ${tokens} tokens as a binomial does`, () => {
      const [expertCount, usedPerToken] = [128, 8];
      const share = usedPerToken / expertCount;
      let squares = 0;
      const draws = 40;
      for (let seed = 0; seed < draws; seed++) {
        const counts = uniformControl({ expertCount, usedPerToken, tokens }, seed);
        assert.ok(Math.abs(sum(counts) - tokens * usedPerToken) <= expertCount);
        for (const count of counts) squares += (count - tokens * share) ** 2;
      }
      const variance = squares / (draws * expertCount);
      const ratio = variance / (tokens * share * (1 - share));
      assert.ok(ratio > 0.93 && ratio < 1.07, String(ratio));
    });
  }
});
