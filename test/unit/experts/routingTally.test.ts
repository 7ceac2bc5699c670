import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RoutingTally } from '../../../src/base/routing/routingTally.js';
import { packIds } from '../../../src/base/routing/packIds.js';
import { arbitraryRouting } from '../../support/expertsView/arbitraryRouting.js';
import { routingOf, wholeOf } from '../../support/expertsView/routingOf.js';

describe('RoutingTally', () => {
  // three tokens, two layers, two of four experts
  const table = routingOf(4, [
    [
      [0, 1],
      [-1, -1],
    ],
    [
      [1, 2],
      [3, 0],
    ],
    [
      [2, 1],
      [1, 2],
    ],
  ]);

  it('counts choices per layer and expert and skips what was not computed', () => {
    const tally = RoutingTally.of(table, wholeOf(table));
    assert.deepEqual([...tally.counts], [1, 3, 2, 0, 1, 1, 1, 1]);
    assert.deepEqual([...tally.layerTokens], [3, 2]);
    assert.equal(tally.tokens, 3);
  });

  it('finds what consecutive tokens share, and no pair across a row that was not computed', () => {
    const tally = RoutingTally.of(table, wholeOf(table));
    assert.deepEqual([...tally.consecutivePairs], [2, 1]);
    assert.deepEqual([...tally.sharedWithPrevious], [3, 0]);
  });

  it('counts only the range', () => {
    const tally = RoutingTally.of(table, { start: 1, end: 2 });
    assert.deepEqual([...tally.counts], [0, 1, 1, 0, 1, 0, 0, 1]);
    assert.deepEqual([...tally.consecutivePairs], [0, 0]);
  });

  it('refuses to merge another shape', () => {
    const other = routingOf(5, [[[0, 1]]]);
    assert.throws(() => {
      RoutingTally.of(table, wholeOf(table)).merge(RoutingTally.of(other, wholeOf(other)));
    }, RangeError);
  });

  it('keeps counts = k × computed tokens in every layer', () => {
    fc.assert(
      fc.property(arbitraryRouting, (any) => {
        const tally = RoutingTally.of(any, wholeOf(any));
        any.layers.forEach((_, layer) => {
          const row = tally.counts.subarray(layer * any.expertCount, (layer + 1) * any.expertCount);
          const sum = row.reduce((total, count) => total + count, 0);
          assert.equal(sum, (tally.layerTokens[layer] ?? 0) * any.usedPerToken);
        });
      }),
    );
  });

  it('gives the same when rows arrive in pieces, packed or not', () => {
    fc.assert(
      fc.property(arbitraryRouting, fc.nat(12), (any, cut) => {
        const { end } = wholeOf(any);
        const middle = Math.min(cut, end);
        const packed = { ...any, ids: packIds(Int16Array.from(any.ids), any.expertCount) };
        const pieces = RoutingTally.of(packed, { start: 0, end: middle });
        pieces.add(packed, { start: middle, end });
        assert.deepEqual(pieces.data, RoutingTally.of(any, { start: 0, end }).data);
      }),
    );
  });

  it('merges to the sum and counts no pair over the seam', () => {
    fc.assert(
      fc.property(arbitraryRouting, (any) => {
        const once = RoutingTally.of(any, wholeOf(any));
        const twice = RoutingTally.fromData(once.data);
        twice.merge(once);
        assert.deepEqual(
          [...twice.counts],
          [...once.counts].map((count) => 2 * count),
        );
        assert.deepEqual(
          [...twice.consecutivePairs],
          [...once.consecutivePairs].map((count) => 2 * count),
        );
        const before = [...twice.consecutivePairs];
        twice.add(any, { start: 0, end: 1 });
        assert.deepEqual([...twice.consecutivePairs], before);
      }),
    );
  });
});
