import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evenlySpread } from '../../../bench/support/evenlySpread.js';

describe('evenlySpread', () => {
  it('takes the middle of each share', () => {
    const items = Array.from({ length: 10 }, (_, index) => index);
    assert.deepEqual(evenlySpread(items, 5), [1, 3, 5, 7, 9]);
    assert.deepEqual(evenlySpread(items, 3), [1, 5, 8]);
  });

  it('takes all where more are wanted than there are', () => {
    assert.deepEqual(evenlySpread(['a', 'b'], 5), ['a', 'b']);
  });

  it('always takes as many as asked, in order, none twice', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (length, count) => {
        const taken = evenlySpread(
          Array.from({ length }, (_, index) => index),
          count,
        );
        assert.equal(taken.length, Math.min(length, count));
        assert.ok(taken.every((value, index) => index === 0 || value > (taken[index - 1] ?? 0)));
      }),
    );
  });
});
