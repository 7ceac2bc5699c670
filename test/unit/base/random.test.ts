import assert from 'node:assert/strict';

import { SeededRandom } from '../../../src/base/random.js';

describe('SeededRandom', () => {
  it('repeats itself for the same seed and not for another', () => {
    const values = new SeededRandom(7).normals(100, 1);
    assert.deepEqual(new SeededRandom(7).normals(100, 1), values);
    assert.notDeepEqual(new SeededRandom(8).normals(100, 1), values);
  });

  // Pins the generator: other numbers would change every model that was made from a seed.
  it('gives the numbers of mulberry32', () => {
    const random = new SeededRandom(1);
    assert.deepEqual([random.nextUint32(), random.nextUint32()], [2693262067, 11749833]);
  });

  it('has the mean, spread and tails of a normal distribution', () => {
    const count = 100_000;
    const values = new SeededRandom(42).normals(count, 2);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    const withinOne = values.filter((value) => Math.abs(value) < 2).length / count;
    const withinThree = values.filter((value) => Math.abs(value) < 6).length / count;
    assert(Math.abs(mean) < 0.03, `mean ${String(mean)}`);
    assert(Math.abs(variance - 4) < 0.1, `variance ${String(variance)}`);
    assert(Math.abs(withinOne - 0.6827) < 0.01, `within one deviation ${String(withinOne)}`);
    assert(Math.abs(withinThree - 0.9973) < 0.002, `within three ${String(withinThree)}`);
  });

  it('spreads uniform numbers over the whole interval', () => {
    const random = new SeededRandom(3);
    const bins = new Uint32Array(10);
    for (let index = 0; index < 100_000; index++) {
      const bin = Math.floor(random.nextUniform() * 10);
      assert(bin >= 0 && bin < 10);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    assert(bins.every((count) => Math.abs(count - 10_000) < 500));
  });

  it('refuses seeds that are no 32-bit integers', () => {
    for (const seed of [-1, 1.5, 2 ** 32, NaN]) {
      assert.throws(() => new SeededRandom(seed), RangeError);
    }
  });
});
