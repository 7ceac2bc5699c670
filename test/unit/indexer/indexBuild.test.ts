import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { IndexBuild } from '../../../src/indexer/indexBuild.js';
import type { IndexStore } from '../../../src/indexer/store/indexStore.js';
import type { IndexerConfiguration } from '../../../src/protocol/indexerProtocol.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import {
  configurationOf,
  openTestStore,
  testableStores,
  testGrammars,
} from '../../support/indexer/testIndex.js';

const never = new AbortController().signal;

for (const kind of testableStores) {
  describe(`IndexBuild with ${kind}`, function () {
    this.timeout(20_000);
    const grammars = testGrammars();
    let folder: TemporaryFolder;
    let storage: TemporaryFolder;
    let store: IndexStore;
    let puts: string[];

    const relative = (file: string): string => path.relative(folder.root, file);
    const indexed = (): string[] => [...store.stamps().keys()].map(relative).sort();
    const found = (term: string): string[] => [
      ...new Set(store.candidates([term], 20, []).map((one) => relative(one.path))),
    ];
    const build = (configuration: Partial<IndexerConfiguration> = {}): IndexBuild =>
      new IndexBuild({
        configuration: configurationOf([folder.root], configuration),
        store: countingStore(store, puts),
        grammars,
        onProgress: () => undefined,
      });

    beforeEach(() => {
      folder = new TemporaryFolder();
      storage = new TemporaryFolder();
      store = openTestStore(storage.root, kind);
      puts = [];
    });
    afterEach(() => {
      store.close();
      folder.remove();
      storage.remove();
    });

    it('indexes text and leaves out what nobody wants quoted', async () => {
      folder.write('.gitignore', 'dist/\n');
      folder.write('src/a.ts', 'export const pulse = 1;\n');
      folder.write('dist/a.js', 'var pulse = 1;');
      folder.write('node_modules/x/a.js', 'var pulse = 1;');
      folder.write('.env', 'PULSE=secret');
      folder.write('image.bin', new Uint8Array([0, 1, 2]));
      folder.write('big.txt', 'pulse\n'.repeat(200_000));
      const built = build({ exclude: ['**/node_modules'] });
      await built.scan(never);
      assert.deepEqual(indexed(), ['.gitignore', 'src/a.ts']);
      assert.deepEqual(
        Object.fromEntries([...built.skipped].map(([file, reason]) => [relative(file), reason])),
        { '.env': 'secret', 'image.bin': 'binary', 'big.txt': 'tooLarge' },
      );
    });

    it('reads nothing twice that has not changed', async () => {
      folder.write('a.ts', 'const pulse = 1;');
      folder.write('b.ts', 'const rhythm = 1;');
      await build().scan(never);
      assert.equal(puts.length, 2);
      await build().scan(never);
      assert.equal(puts.length, 2);
      // as a switched branch leaves it: newly written, and the same
      utimesSync(folder.path('a.ts'), 1, 1);
      await build().scan(never);
      assert.equal(puts.length, 2);
      folder.write('a.ts', 'const beat = 1;');
      await build().scan(never);
      assert.equal(puts.length, 3);
      assert.deepEqual([found('puls'), found('beat')], [[], ['a.ts']]);
    });

    it('follows a changed, renamed and deleted file', async () => {
      folder.write('a.ts', 'const pulse = 1;');
      const built = build();
      await built.scan(never);
      folder.write('a.ts', 'const beat = 1;');
      await built.update([folder.path('a.ts')], never);
      assert.deepEqual([found('puls'), found('beat')], [[], ['a.ts']]);
      renameSync(folder.path('a.ts'), folder.path('b.ts'));
      await built.update([folder.path('a.ts'), folder.path('b.ts')], never);
      assert.deepEqual(found('beat'), ['b.ts']);
      rmSync(folder.path('b.ts'));
      await built.update([folder.path('b.ts')], never);
      assert.deepEqual(indexed(), []);
    });

    it('follows a renamed and a deleted folder', async () => {
      folder.write('old/a.ts', 'const pulse = 1;');
      folder.write('old/deep/b.ts', 'const pulse = 2;');
      folder.write('older.ts', 'const pulse = 3;');
      const built = build();
      await built.scan(never);
      renameSync(folder.path('old'), folder.path('new'));
      await built.update([folder.path('old'), folder.path('new')], never);
      assert.deepEqual(indexed(), ['new/a.ts', 'new/deep/b.ts', 'older.ts']);
      folder.remove('new');
      await built.update([folder.path('new')], never);
      assert.deepEqual(indexed(), ['older.ts']);
    });

    it('asks for a scan when the rules themselves change, which then removes', async () => {
      folder.write('a.ts', 'const pulse = 1;');
      folder.write('gen/b.ts', 'const pulse = 2;');
      const built = build();
      await built.scan(never);
      const rules = folder.write('.gitignore', 'gen/\n');
      assert.equal(await built.update([rules], never), true);
      await built.scan(never);
      assert.deepEqual(indexed(), ['.gitignore', 'a.ts']);
      assert.equal(await built.update([folder.path('gen/b.ts')], never), false);
      assert.deepEqual(indexed(), ['.gitignore', 'a.ts']);
    });

    it('goes on where an aborted scan was, and removes nothing on the way', async () => {
      for (let index = 0; index < 30; index++) folder.write(`f${index}.ts`, `let v${index} = 1;`);
      const abort = new AbortController();
      const first = new IndexBuild({
        configuration: configurationOf([folder.root]),
        store: countingStore(store, puts),
        grammars,
        onProgress: ({ filesDone }) => {
          if (filesDone === 10) abort.abort();
        },
      });
      await first.scan(abort.signal);
      assert.ok(indexed().length > 0 && indexed().length < 30);
      const before = puts.length;
      await build().scan(never);
      assert.equal(indexed().length, 30);
      assert.equal(puts.length, 30);
      assert.ok(before > 0);
    });

    it('reads many folders at once, each by the rules that stand in it and above', async () => {
      for (let index = 0; index < 40; index++) {
        folder.write(`f${index}/a.ts`, `let v${index} = 1;`);
        folder.write(`f${index}/deep/b.gen.ts`, `let w${index} = 1;`);
      }
      folder.write('f7/.gitignore', '*.gen.ts\n');
      folder.write('f8/.ignore', 'a.ts\n');
      await build().scan(never);
      const files = indexed();
      assert.equal(files.length, 80);
      assert.ok(!files.includes('f7/deep/b.gen.ts') && !files.includes('f8/a.ts'));
    });

    it('does not follow links into loops or out of the workspace', async () => {
      const outside = new TemporaryFolder();
      outside.write('secret.ts', 'const pulse = 1;');
      folder.write('src/a.ts', 'const pulse = 1;');
      symlinkSync(folder.root, folder.path('src/loop'));
      symlinkSync(outside.root, folder.path('outside'));
      symlinkSync(outside.path('secret.ts'), folder.path('linked.ts'));
      await build().scan(never);
      assert.deepEqual(indexed(), ['src/a.ts']);
      outside.remove();
    });

    it('keeps what it knows of a folder that cannot be read for now', async function () {
      if (process.getuid?.() === 0) this.skip();
      folder.write('locked/a.ts', 'const pulse = 1;');
      await build().scan(never);
      chmodSync(folder.path('locked'), 0);
      try {
        await build().scan(never);
        assert.deepEqual(indexed(), ['locked/a.ts']);
      } finally {
        chmodSync(folder.path('locked'), 0o755);
      }
    });

    it('keeps the index of a workspace folder that is away', async () => {
      folder.write('a/x.ts', 'const pulse = 1;');
      const roots = { folders: [{ path: folder.path('a') }] };
      await build(roots).scan(never);
      renameSync(folder.path('a'), folder.path('unmounted'));
      await build(roots).scan(never);
      assert.deepEqual(indexed(), ['a/x.ts']);
    });

    it('gives nested workspace folders each their own files, and drops a removed one', async () => {
      folder.write('outer/a.ts', 'const pulse = 1;');
      folder.write('outer/inner/b.ts', 'const pulse = 2;');
      const both = [{ path: folder.path('outer') }, { path: folder.path('outer/inner') }];
      await build({ folders: both }).scan(never);
      assert.deepEqual(indexed(), ['outer/a.ts', 'outer/inner/b.ts']);
      const names = store.candidates(['puls'], 9, []).map(({ relativePath }) => relativePath);
      assert.deepEqual(names.sort(), ['a.ts', 'b.ts']);
      await build({ folders: both.slice(1) }).scan(never);
      assert.deepEqual(indexed(), ['outer/inner/b.ts']);
    });

    it('forgets a file that became a secret, binary or too large', async () => {
      folder.write('a.txt', 'pulse');
      const built = build({ maxFileSizeBytes: 1_000 });
      await built.scan(never);
      assert.deepEqual(found('puls'), ['a.txt']);
      folder.write('a.txt', 'pulse '.repeat(1_000));
      await built.update([folder.path('a.txt')], never);
      assert.deepEqual(indexed(), []);
      folder.write('a.txt', 'pulse');
      await built.update([folder.path('a.txt')], never);
      assert.deepEqual([indexed(), built.skipped.size], [['a.txt'], 0]);
    });

    it('ignores paths that are not of the workspace', async () => {
      await build().update(['/nowhere/a.ts', path.dirname(folder.root)], never);
      assert.deepEqual(indexed(), []);
    });
  });
}

function countingStore(store: IndexStore, puts: string[]): IndexStore {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === 'put') puts.push((args[0] as { path: string }).path);
        return Reflect.apply(value, target, args);
      };
    },
  });
}
