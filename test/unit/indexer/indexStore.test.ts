import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import type { Chunk } from '../../../src/indexer/store/chunk.js';
import type { IndexStore } from '../../../src/indexer/store/indexStore.js';
import { openStore } from '../../../src/indexer/store/openStore.js';
import { builtInSqlite } from '../../../src/indexer/store/sqliteStore.js';
import { chunkOf, openTestStore, testableStores } from '../../support/indexer/testIndex.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';

const stamp = { mtimeMs: 1_700_000_000_000.25, sizeBytes: 12, hash: 'h' };

for (const kind of testableStores) {
  describe(`IndexStore with ${kind}`, () => {
    const folder = new TemporaryFolder();
    let store: IndexStore;

    const put = (path: string, ...chunks: readonly Chunk[]): void => {
      store.put({ path, relativePath: path.slice(3), languageId: 'typescript', stamp }, chunks);
    };
    const found = (term: string, within: readonly string[] = []): string[] =>
      store.candidates([term], 10, within).map(({ path }) => path);
    const reopen = async (): Promise<void> => {
      await store.flush();
      store.close();
      store = openTestStore(folder.root, kind);
    };

    beforeEach(() => {
      folder.remove();
      store = openTestStore(folder.root, kind);
    });
    afterEach(() => {
      store.close();
    });
    after(() => {
      folder.remove();
    });

    it('finds text, symbols and path words', () => {
      put('/w/heart/beat.ts', chunkOf('let pulse = 1;', { symbols: ['Watcher'] }));
      put('/w/other.ts', chunkOf('let nothing = 1;'));
      for (const term of ['puls', 'watcher', 'heart']) {
        assert.deepEqual(found(term), ['/w/heart/beat.ts'], term);
      }
      assert.deepEqual(found('absent'), []);
    });

    it('gives a chunk back as it was put', () => {
      const chunk: Chunk = {
        startLine: 7,
        endLine: 8,
        text: 'größe "quoted"\n\t{x}',
        symbolTrail: ['Outer', 'in"ner'],
        symbols: ['in"ner'],
      };
      put('/w/a.ts', chunk);
      const [candidate] = store.candidates(['quot'], 1, []);
      assert.ok(candidate);
      assert.deepEqual(store.chunksOf([candidate.id, 99]), [candidate]);
      assert.deepEqual(candidate, {
        ...chunk,
        id: candidate.id,
        path: '/w/a.ts',
        relativePath: 'a.ts',
        languageId: 'typescript',
      });
    });

    it('prefers what matches better', () => {
      put('/w/long.ts', chunkOf(`pulse ${'filler '.repeat(200)}`));
      put('/w/short.ts', chunkOf('pulse pulse'));
      assert.deepEqual(found('puls'), ['/w/short.ts', '/w/long.ts']);
    });

    it('replaces and removes a file', () => {
      put('/w/a.ts', chunkOf('pulse'));
      put('/w/a.ts', chunkOf('rhythm'));
      assert.deepEqual(found('puls'), []);
      assert.deepEqual(found('rhythm'), ['/w/a.ts']);
      store.remove('/w/a.ts');
      store.remove('/w/never.ts');
      assert.deepEqual(found('rhythm'), []);
      assert.deepEqual({ ...store.stats(), sizeBytes: 0 }, { files: 0, chunks: 0, sizeBytes: 0 });
    });

    it('keeps to the given files and folders', () => {
      for (const path of ['/w/a/x.ts', '/w/ab/x.ts', '/w/a.ts']) put(path, chunkOf('pulse'));
      assert.deepEqual(found('puls', ['/w/a']), ['/w/a/x.ts']);
      assert.deepEqual(found('puls', ['/w/a', '/w/a.ts']).sort(), ['/w/a.ts', '/w/a/x.ts']);
    });

    it('counts the chunks that hold a term', () => {
      put('/w/a.ts', chunkOf('pulse pulse'), chunkOf('pulse', { startLine: 3, endLine: 3 }));
      put('/w/b.ts', chunkOf('rhythm'));
      assert.deepEqual(store.documentFrequencies(['puls', 'rhythm', 'absent']), [2, 1, 0]);
    });

    it('takes terms that would mean something to a query language', () => {
      put('/w/a.ts', chunkOf('and or not near'));
      assert.deepEqual(found('near'), ['/w/a.ts']);
      assert.deepEqual(store.candidates(['and', 'not', '日本'], 10, []).length, 1);
      assert.deepEqual(store.candidates([], 10, []), []);
    });

    it('is there again after a restart', async () => {
      put('/w/a.ts', chunkOf('pulse'));
      store.touch('/w/a.ts', { ...stamp, mtimeMs: 5 });
      await reopen();
      assert.deepEqual(found('puls'), ['/w/a.ts']);
      assert.deepEqual(store.stamps(), new Map([['/w/a.ts', { ...stamp, mtimeMs: 5 }]]));
      assert.ok(store.stats().sizeBytes > 0);
      put('/w/b.ts', chunkOf('pulse'));
      assert.equal(found('puls').length, 2);
    });

    const damages: readonly [what: string, content: string | Uint8Array][] = [
      ['garbage', 'this is no index'],
      ['zeros', new Uint8Array(8_192)],
      ['another version', JSON.stringify({ format: 0, nextId: 1, entries: [] })],
    ];
    for (const [what, content] of damages) {
      it(`starts anew from ${what}`, async () => {
        put('/w/a.ts', chunkOf('pulse'));
        await store.flush();
        store.close();
        for (const file of readdirSync(folder.root)) writeFileSync(folder.path(file), content);
        store = openTestStore(folder.root, kind);
        assert.equal(store.stamps().size, 0);
        put('/w/a.ts', chunkOf('pulse'));
        assert.deepEqual(found('puls'), ['/w/a.ts']);
      });
    }
  });
}

describe('openStore', () => {
  it('chooses SQLite where there is one, and refuses to make it up', () => {
    const folder = new TemporaryFolder();
    const open = (kind: 'auto' | 'sqlite'): IndexStore =>
      openStore({ directory: folder.root, kind });
    if (builtInSqlite()) {
      const store = open('auto');
      assert.equal(store.kind, 'sqlite');
      store.close();
    } else {
      assert.equal(open('auto').kind, 'minisearch');
      assert.throws(() => open('sqlite'), /no SQLite/);
    }
    folder.remove();
  });
});
