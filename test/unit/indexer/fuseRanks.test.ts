import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fuseRanks } from '../../../src/indexer/retrieval/fuseRanks.js';

const all = (): boolean => true;
const none = (): boolean => false;
const order = (fused: readonly { readonly id: number }[]): number[] => fused.map(({ id }) => id);

describe('fuseRanks', () => {
  it('sums the reciprocals of the ranks, 60 added', () => {
    const fused = fuseRanks([1, 2], [2, 3], all);
    assert.deepEqual(order(fused), [2, 1, 3]);
    assert.deepEqual(
      fused.map(({ score }) => score),
      [1 / 62 + 1 / 61, 1 / 61, 1 / 62],
    );
  });

  it('is the ranking by words where nothing has a vector', () => {
    assert.deepEqual(order(fuseRanks([7, 3, 5], [], none)), [7, 3, 5]);
  });

  it('is the ranking by meaning where no word was found', () => {
    assert.deepEqual(order(fuseRanks([], [4, 9], all)), [4, 9]);
  });

  it('does not put a chunk behind another for want of a vector', () => {
    // 1 is best by words and has no vector; 2 has one, and it says little
    const fused = fuseRanks([1, 2, 3], [3, 9, 8, 7, 2], (id) => id !== 1);
    assert.equal(order(fused)[0], 1);
    // a vector that says much still helps
    assert.ok(order(fused).indexOf(3) < order(fused).indexOf(2));
  });

  it('holds for any rankings: every id once, best first, agreement wins', () => {
    const ranking = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(ranking, ranking, (words, meaning) => {
        const fused = fuseRanks(words, meaning, all);
        assert.deepEqual(new Set(order(fused)), new Set([...words, ...meaning]));
        assert.equal(fused.length, new Set(order(fused)).size);
        const scores = fused.map(({ score }) => score);
        assert.deepEqual(
          scores,
          [...scores].sort((one, other) => other - one),
        );
        const [first] = words;
        if (first !== undefined && meaning[0] === first) assert.equal(fused[0]?.id, first);
      }),
    );
  });
});
