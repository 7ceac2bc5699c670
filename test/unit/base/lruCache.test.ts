import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LruCache } from '../../../src/base/lruCache.js';

describe('LruCache', () => {
  it('forgets the entry that was used longest ago', () => {
    const cache = new LruCache<string, number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    assert.equal(cache.get('a'), 1);
    cache.set('c', 3);
    assert.equal(cache.get('b'), undefined);
    assert.deepEqual(cache.newestFirst(), [
      ['c', 3],
      ['a', 1],
    ]);
  });

  it('behaves like a list of the latest distinct keys', () => {
    const key = fc.nat(6);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.boolean(), key)),
        (size, steps) => {
          const cache = new LruCache<number, number>(size);
          let model: number[] = [];
          for (const [write, one] of steps) {
            const isHeld = model.includes(one);
            if (write) cache.set(one, one * 2);
            else assert.equal(cache.get(one), isHeld ? one * 2 : undefined);
            if (write || isHeld)
              model = [one, ...model.filter((other) => other !== one)].slice(0, size);
          }
          assert.deepEqual(
            cache.newestFirst().map(([one]) => one),
            model,
          );
        },
      ),
    );
  });

  it('refuses a capacity that holds nothing', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN]) {
      assert.throws(() => new LruCache(capacity), RangeError);
    }
  });
});
