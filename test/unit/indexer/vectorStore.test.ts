import assert from 'node:assert/strict';
import { searchStore } from '../../../src/indexer/retrieval/searchStore.js';
import type { Chunk } from '../../../src/indexer/store/chunk.js';
import type { IndexStore } from '../../../src/indexer/store/indexStore.js';
import { dotPacked, packVector } from '../../../src/indexer/store/packedVector.js';
import type { IndexedExcerpt } from '../../../src/protocol/indexerProtocol.js';
import { SeededRandom } from '../../../src/base/random.js';
import { chunkOf, openTestStore, testableStores } from '../../support/indexer/testIndex.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { wordModel, wordVector } from '../../support/indexer/wordEmbedder.js';

const stamp = { mtimeMs: 1, sizeBytes: 1, hash: 'h' };
const longMs = 10_000;

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

describe('a packed vector', () => {
  it('gives the cosine within a hundredth, in a byte per number', () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 50; round++) {
      const one = unit(random.normals(384, 1));
      const other = unit(random.normals(384, 1));
      const exact = one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
      assert.ok(Math.abs(dotPacked(one, packVector(other)) - exact) < 0.01);
      assert.ok(Math.abs(dotPacked(one, packVector(one)) - 1) < 0.01);
    }
    assert.equal(packVector(new Float32Array(384)).byteLength, 388);
  });
});

for (const kind of testableStores) {
  describe(`vectors with ${kind}`, () => {
    const folder = new TemporaryFolder();
    let store: IndexStore;

    const put = (path: string, ...chunks: readonly Chunk[]): void => {
      store.put({ path: `/w/${path}`, relativePath: path, stamp }, chunks);
    };
    const embedAll = (limit = 100): void => {
      for (const { hash, text } of store.vectors.missing(limit)) {
        store.vectors.put(hash, wordVector(text));
      }
    };
    const search = (text: string, withinPaths: readonly string[] = []): IndexedExcerpt[] =>
      searchStore(
        store,
        { text, maxExcerpts: 8, openPaths: [], withinPaths: [...withinPaths] },
        wordVector(text),
      );

    beforeEach(() => {
      folder.remove();
      store = openTestStore(folder.root, kind);
      store.vectors.useModel(wordModel);
      for (let index = 0; index < 30; index++) put(`other${index}.ts`, chunkOf(`filler${index}`));
    });
    afterEach(() => {
      store.close();
    });
    after(() => {
      folder.remove();
    });

    it('find what shares no word with the question', () => {
      put('price.ts', chunkOf('a rebate of ten per cent'));
      embedAll();
      const [first] = search('discount');
      assert.equal(first?.path, '/w/price.ts');
      assert.deepEqual(first.reasons, ['meaning']);
      assert.deepEqual(
        searchStore(store, { text: 'discount', maxExcerpts: 8, openPaths: [], withinPaths: [] }),
        [],
      );
    });

    it('rank together with the words, and say which of them found it', () => {
      put('both.ts', chunkOf('discount and rebate'));
      put('word.ts', chunkOf('discount tree branch leaf tree branch'));
      embedAll();
      const [first] = search('discount');
      assert.equal(first?.path, '/w/both.ts');
      assert.deepEqual([...first.reasons].sort(), ['meaning', 'text']);
    });

    it('leave the ranking by words as it is while they are missing', () => {
      put('best.ts', chunkOf('heartbeat heartbeat', { symbols: ['heartbeat'] }));
      embedAll(5);
      const words = searchStore(store, {
        text: 'heartbeat',
        maxExcerpts: 8,
        openPaths: [],
        withinPaths: [],
      });
      assert.equal(search('heartbeat')[0]?.path, words[0]?.path);
    });

    it('keep to the given places', () => {
      put('a/x.ts', chunkOf('rebate one'));
      put('b/x.ts', chunkOf('rebate two'));
      embedAll();
      assert.deepEqual(
        search('discount', ['/w/b']).map(({ path }) => path),
        ['/w/b/x.ts'],
      );
    });

    it('belong to texts: what moves, or comes back, is not missing', () => {
      put('a.ts', chunkOf('rebate'));
      embedAll();
      store.remove('/w/a.ts');
      put('b.ts', chunkOf('rebate'), chunkOf('rebate'));
      assert.deepEqual(store.vectors.missing(9), []);
      put('a.ts', chunkOf('rebate of another kind'));
      assert.deepEqual(
        store.vectors.missing(9).map(({ text }) => text),
        ['rebate of another kind'],
      );
    });

    it('are counted by texts, with their size', () => {
      put('a.ts', chunkOf('rebate'), chunkOf('rebate'));
      embedAll(10);
      const { texts, embedded, sizeBytes } = store.vectors.stats();
      assert.deepEqual([texts, embedded], [31, 10]);
      assert.equal(sizeBytes, 10 * (32 + 4 + wordModel.dimensions));
    });

    it('go when another model is used, and stay with the same', () => {
      embedAll();
      store.vectors.useModel({ ...wordModel });
      assert.equal(store.vectors.stats().embedded, 30);
      store.vectors.useModel({ id: wordModel.id, dimensions: 9 });
      assert.equal(store.vectors.stats().embedded, 0);
      embedAll();
      store.vectors.useModel({ id: 'other', dimensions: 9 });
      assert.equal(store.vectors.stats().embedded, 0);
    });

    it('are not compared with a vector of another length', () => {
      embedAll();
      assert.deepEqual(store.vectors.similarities(new Float32Array(9), [], longMs), []);
      assert.equal(store.vectors.similarities(wordVector('tree'), [], longMs).length, 30);
    });

    it('end a comparison at its time limit', () => {
      for (let index = 0; index < 600; index++) put(`more${index}.ts`, chunkOf(`more${index}`));
      embedAll(1_000);
      const found = store.vectors.similarities(wordVector('tree'), [], -1);
      assert.ok(found.length > 0 && found.length < 600, `${found.length} compared`);
    });

    it('are there after a start', async () => {
      embedAll();
      await store.flush();
      store.close();
      store = openTestStore(folder.root, kind);
      assert.equal(store.vectors.stats().embedded, 30);
      store.vectors.useModel(wordModel);
      assert.deepEqual(store.vectors.missing(9), []);
    });

    it('are pruned when most belong to texts that are gone', () => {
      embedAll();
      for (let index = 0; index < 15; index++) store.remove(`/w/other${index}.ts`);
      store.vectors.prune();
      assert.equal(store.vectors.stats().sizeBytes, 30 * (36 + wordModel.dimensions));
      store.remove('/w/other15.ts');
      store.vectors.prune();
      assert.equal(store.vectors.stats().sizeBytes, 14 * (36 + wordModel.dimensions));
    });
  });
}
