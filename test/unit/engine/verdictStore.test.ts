import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { VerdictStore } from '../../../src/engine/backend/verdictStore.js';
import type { StoredVerdict } from '../../../src/engine/backend/verdictStore.js';
import { backendNames } from '../../../src/protocol/backend.js';
import { withTemporaryFolder } from './temporaryFolder.js';

function verdict(changes: Partial<StoredVerdict> = {}): StoredVerdict {
  return { backend: 'cuda', fingerprint: 'f1', usable: false, reason: 'aborted', ...changes };
}

describe('VerdictStore', () => {
  it('remembers for the next process, and makes its folder', async () => {
    await withTemporaryFolder(async (folder) => {
      const directory = path.join(folder, 'not', 'there', 'yet');
      assert.equal(await new VerdictStore(directory).remember(verdict()), true);
      assert.deepEqual(await new VerdictStore(directory).find('cuda', 'f1'), verdict());
    });
  });

  it('finds nothing for another fingerprint or backend', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new VerdictStore(folder);
      await store.remember(verdict());
      for (const reader of [store, new VerdictStore(folder)]) {
        assert.equal(await reader.find('cuda', 'f2'), undefined);
        assert.equal(await reader.find('vulkan', 'f1'), undefined);
      }
    });
  });

  it('keeps one verdict for each backend, the newest', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new VerdictStore(folder);
      await store.remember(verdict());
      await store.remember(verdict({ backend: 'vulkan', usable: true, reason: 'passed' }));
      await store.remember(verdict({ fingerprint: 'f2', usable: true }));
      for (const reader of [store, new VerdictStore(folder)]) {
        assert.equal(await reader.find('cuda', 'f1'), undefined);
        assert.equal((await reader.find('cuda', 'f2'))?.usable, true);
        assert.equal((await reader.find('vulkan', 'f1'))?.reason, 'passed');
      }
    });
  });

  it('forgets everything when asked to', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new VerdictStore(folder);
      await store.remember(verdict());
      assert.equal(await store.forget(), true);
      assert.equal(await store.find('cuda', 'f1'), undefined);
      assert.equal(await new VerdictStore(folder).find('cuda', 'f1'), undefined);
    });
  });

  const damaged: Readonly<Record<string, string>> = {
    'an empty file': '',
    'a cut file': '{"version":1,"verdicts":[{"backend":"cu',
    'another version': JSON.stringify({ version: 2, verdicts: [verdict()] }),
    'an unknown backend': JSON.stringify({
      version: 1,
      verdicts: [{ ...verdict(), backend: 'npu' }],
    }),
    'a verdict without its answer': JSON.stringify({
      version: 1,
      verdicts: [{ backend: 'cuda', fingerprint: 'f1', reason: '' }],
    }),
    'no object at all': 'null',
  };
  for (const [name, content] of Object.entries(damaged)) {
    it(`holds nothing after ${name}, and recovers`, async () => {
      await withTemporaryFolder(async (folder) => {
        const store = new VerdictStore(folder);
        await writeFile(path.join(folder, 'backends.json'), content);
        assert.equal(await store.find('cuda', 'f1'), undefined);
        assert.equal(await store.remember(verdict()), true);
        assert.deepEqual(await new VerdictStore(folder).find('cuda', 'f1'), verdict());
      });
    });
  }

  it('says that it cannot write, and still knows what this process learned', async () => {
    await withTemporaryFolder(async (folder) => {
      const notAFolder = path.join(folder, 'file');
      await writeFile(notAFolder, '');
      const store = new VerdictStore(path.join(notAFolder, 'storage'));
      assert.equal(await store.remember(verdict()), false);
      assert.deepEqual(await store.find('cuda', 'f1'), verdict());
      assert.equal(await store.forget(), false);
      assert.equal(await store.find('cuda', 'f1'), undefined);
    });
  });

  it('leaves no draft behind when the file’s place is taken', async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(path.join(folder, 'backends.json', 'taken'), { recursive: true });
      assert.equal(await new VerdictStore(folder).remember(verdict()), false);
      assert.deepEqual(await readdir(folder), ['backends.json']);
    });
  });

  it('loses nothing when several verdicts are remembered at once', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new VerdictStore(folder);
      const written = await Promise.all(
        backendNames.map((backend) => store.remember(verdict({ backend }))),
      );
      assert.deepEqual(written, [true, true, true, true]);
      const next = new VerdictStore(folder);
      for (const backend of backendNames) assert.ok(await next.find(backend, 'f1'), backend);
      assert.deepEqual(await readdir(folder), ['backends.json']);
    });
  });

  it('leaves a whole file when two stores write at once', async () => {
    await withTemporaryFolder(async (folder) => {
      const stores = [new VerdictStore(folder), new VerdictStore(folder)];
      for (let round = 0; round < 20; round++) {
        const fingerprint = `f${round}`;
        await Promise.all(stores.map((store) => store.remember(verdict({ fingerprint }))));
        const content: unknown = JSON.parse(
          await readFile(path.join(folder, 'backends.json'), 'utf8'),
        );
        assert.deepEqual(content, { version: 1, verdicts: [verdict({ fingerprint })] });
      }
    });
  });
});
