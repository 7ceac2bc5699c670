import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activeParameters } from '../../../src/base/routing/activeParameters.js';
import { coactivatedPairs } from '../../../src/base/routing/coactivatedPairs.js';
import { expertFootprint } from '../../../src/base/routing/expertFootprint.js';
import { jensenShannonPerLayer } from '../../../src/base/routing/jensenShannon.js';
import { layerBalances } from '../../../src/base/routing/layerBalance.js';
import { neverChosen } from '../../../src/base/routing/neverChosen.js';
import { relativeShares } from '../../../src/base/routing/relativeShares.js';
import { routeOverlap } from '../../../src/base/routing/routeOverlap.js';
import { routeSimilarity } from '../../../src/base/routing/routeSimilarity.js';
import { RoutingTally } from '../../../src/base/routing/routingTally.js';
import { arbitraryRouting } from '../../support/expertsView/arbitraryRouting.js';
import { routingOf, wholeOf } from '../../support/expertsView/routingOf.js';

const one = (expertCount: number, rows: readonly (readonly number[])[]): RoutingTally => {
  const table = routingOf(
    expertCount,
    rows.map((row) => [row]),
  );
  return RoutingTally.of(table, wholeOf(table));
};

describe('relativeShares', () => {
  it('is 1 for uniform, k-fold for favourites and 0 for the unused', () => {
    assert.deepEqual([...relativeShares(one(4, [[0], [1], [2], [3]]))], [1, 1, 1, 1]);
    assert.deepEqual([...relativeShares(one(4, [[0], [0], [0], [1]]))], [3, 1, 0, 0]);
  });

  it('averages 1 in every layer that has tokens and is NaN in the others', () => {
    fc.assert(
      fc.property(arbitraryRouting, (table) => {
        const tally = RoutingTally.of(table, wholeOf(table));
        const shares = relativeShares(tally);
        table.layers.forEach((_, layer) => {
          const row = [
            ...shares.subarray(layer * table.expertCount, (layer + 1) * table.expertCount),
          ];
          const mean = row.reduce((sum, share) => sum + share, 0) / row.length;
          if (tally.layerTokens[layer] === 0) assert.ok(row.every(Number.isNaN));
          else assert.ok(Math.abs(mean - 1) < 1e-5);
        });
      }),
    );
  });
});

describe('layerBalances', () => {
  it('gives entropy 1 and load 1 for an even spread', () => {
    const [balance] = layerBalances(one(4, [[0], [1], [2], [3]]));
    assert.deepEqual(balance, {
      normalisedEntropy: 1,
      maxOverMean: 1,
      busiestExpert: 0,
      touched: 4,
    });
  });

  it('gives entropy 0 and load E for a single expert', () => {
    const [balance] = layerBalances(one(4, [[2], [2]]));
    assert.deepEqual(balance, {
      normalisedEntropy: 0,
      maxOverMean: 4,
      busiestExpert: 2,
      touched: 1,
    });
  });

  it('gives half the entropy for two of four', () => {
    assert.equal(layerBalances(one(4, [[0], [1]]))[0]?.normalisedEntropy, 0.5);
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(arbitraryRouting, (table) => {
        const tally = RoutingTally.of(table, wholeOf(table));
        layerBalances(tally).forEach((balance, layer) => {
          if (tally.layerTokens[layer] === 0) {
            assert.ok(Number.isNaN(balance.normalisedEntropy));
            return;
          }
          assert.ok(balance.normalisedEntropy >= 0 && balance.normalisedEntropy <= 1);
          assert.ok(balance.maxOverMean >= 1 && balance.maxOverMean <= table.expertCount);
          assert.ok(balance.touched >= table.usedPerToken);
        });
      }),
    );
  });
});

describe('neverChosen', () => {
  it('names the experts and says how many chance would leave out', () => {
    const never = neverChosen(one(4, [[0], [0]]));
    assert.deepEqual(never.layers, [{ layer: 0, experts: [1, 2, 3] }]);
    assert.equal(never.count, 3);
    // 4 × (3/4)²
    assert.equal(never.expectedCount, 2.25);
  });

  it('leaves out layers without tokens', () => {
    assert.deepEqual(neverChosen(one(4, [[-1]])), { layers: [], count: 0, expectedCount: 0 });
  });
});

describe('routeOverlap and routeSimilarity', () => {
  it('is the share of common experts', () => {
    const table = routingOf(6, [
      [
        [0, 1],
        [0, 1],
      ],
      [
        [1, 2],
        [0, 1],
      ],
      [
        [4, 5],
        [-1, -1],
      ],
    ]);
    assert.equal(routeSimilarity(table, 0, 1), 0.75);
    assert.equal(routeSimilarity(table, 1, 2), 0);
    assert.ok(Number.isNaN(routeSimilarity(routingOf(2, [[[-1]], [[0]]]), 0, 1)));
    assert.equal(routeOverlap(RoutingTally.of(table, wholeOf(table))), 3 / 6);
  });

  it('is symmetric, 1 with itself, and within 0 and 1', () => {
    fc.assert(
      fc.property(arbitraryRouting, fc.nat(11), fc.nat(11), (table, a, b) => {
        const { end } = wholeOf(table);
        const similarity = routeSimilarity(table, a % end, b % end);
        assert.deepEqual(similarity, routeSimilarity(table, b % end, a % end));
        assert.ok(Number.isNaN(similarity) || (similarity >= 0 && similarity <= 1));
        const self = routeSimilarity(table, a % end, a % end);
        assert.ok(Number.isNaN(self) || self === 1);
      }),
    );
  });
});

describe('expertFootprint and activeParameters', () => {
  it('adds up the touched experts', () => {
    const table = routingOf(4, [
      [
        [0, 1],
        [2, 3],
      ],
      [
        [1, 2],
        [2, 3],
      ],
    ]);
    const tally = RoutingTally.of(table, wholeOf(table));
    assert.deepEqual(expertFootprint(tally, [10, 100]), { touchedBytes: 230, totalBytes: 440 });
  });

  it('leaves out the experts that a token does not pass', () => {
    const parametersPerExpert = [5, 7];
    assert.equal(
      activeParameters({
        parameterCount: 100,
        expertCount: 4,
        usedPerToken: 1,
        parametersPerExpert,
      }),
      100 - 3 * 12,
    );
  });
});

describe('coactivatedPairs', () => {
  it('finds the pair that goes together beyond chance', () => {
    const rows = [
      ...Array.from({ length: 10 }, () => [0, 1]),
      ...Array.from({ length: 10 }, () => [2, 3]),
    ];
    const table = routingOf(
      4,
      rows.map((row) => [row]),
    );
    const pairs = coactivatedPairs(table, wholeOf(table), 0, 5);
    // each expert stands in 10 of 20 tokens; independent experts would meet in 5
    assert.deepEqual(pairs, [
      { layer: 0, experts: [0, 1], count: 10, lift: 2 },
      { layer: 0, experts: [2, 3], count: 10, lift: 2 },
    ]);
  });

  it('does not report pairs of too few tokens', () => {
    const table = routingOf(8, [[[0, 1]], [[2, 3]], [[0, 1]]]);
    assert.deepEqual(coactivatedPairs(table, wholeOf(table), 0, 5), []);
  });
});

describe('jensenShannonPerLayer', () => {
  it('is 0 for the same, 1 for disjoint choices, and right in between', () => {
    const left = one(4, [[0], [1]]);
    assert.deepEqual(jensenShannonPerLayer(left, left), [0]);
    assert.deepEqual(jensenShannonPerLayer(left, one(4, [[2], [3]])), [1]);
    // p = (1, 0), q = (½, ½): H(¾, ¼) − H(½, ½) / 2
    const expected = -(0.75 * Math.log2(0.75) + 0.25 * Math.log2(0.25)) - 0.5;
    const [measured] = jensenShannonPerLayer(one(2, [[0]]), one(2, [[0], [1]]));
    assert.ok(Math.abs((measured ?? NaN) - expected) < 1e-12);
  });

  it('is symmetric and within 0 and 1', () => {
    fc.assert(
      fc.property(arbitraryRouting, fc.nat(12), (table, cut) => {
        const { end } = wholeOf(table);
        const middle = Math.min(cut, end);
        const a = RoutingTally.of(table, { start: 0, end: middle });
        const b = RoutingTally.of(table, { start: middle, end });
        const there = jensenShannonPerLayer(a, b);
        assert.deepEqual(there, jensenShannonPerLayer(b, a));
        assert.ok(there.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1)));
      }),
    );
  });

  it('refuses different shapes', () => {
    assert.throws(() => jensenShannonPerLayer(one(2, [[0]]), one(3, [[0]])), RangeError);
  });
});
