import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DownloadError } from '../../../src/download/downloadError.js';
import type { OpenFile } from '../../../src/download/partFile.js';
import type { InstallProgress } from '../../../src/features/cuda/core/cudaInstaller.js';
import { stagedEngine } from '../../../src/features/cuda/core/stagedRuntime.js';
import { BadArchive } from '../../../src/features/cuda/core/badArchive.js';
import { CudaRig, engineFiles, libraryBytes } from '../../support/cuda/cudaRig.js';
import type { ArchiveEntry } from '../../support/cuda/npmArchive.js';
import { npmArchive, pinOf } from '../../support/cuda/npmArchive.js';

const goOn = new AbortController().signal;
const runtime = '1.0.0-3.21.1-cuda';

function withFlippedBit(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

describe('adding CUDA', () => {
  let rig: CudaRig;

  beforeEach(async () => {
    rig = await CudaRig.start();
  });
  afterEach(() => rig.close());

  const install = (
    onProgress: (progress: InstallProgress) => void = () => undefined,
    signal = goOn,
  ): Promise<void> => rig.installer().install([rig.main], onProgress, signal);

  const staged = (file: string): string => path.join(rig.runtimes, runtime, file);

  /** Nothing that could be taken for a runtime is left. */
  const assertNothingStaged = async (): Promise<void> => {
    assert.deepEqual(await rig.names(), []);
    assert.equal(stagedEngine(rig.runtimes, rig.source()), undefined);
  };

  /** Opens files for unpacking that fail after so many bytes. */
  const failingOpen =
    (code: string, afterBytes: number): OpenFile =>
    async (file, flags) => {
      const handle = await open(file, flags);
      if (!file.endsWith('.so')) return handle;
      let left = afterBytes;
      const write = handle.writeFile.bind(handle);
      handle.writeFile = (async (data: Buffer) => {
        left -= data.length;
        if (left < 0) throw Object.assign(new Error(code), { code });
        await write(data);
      }) as FileHandle['writeFile'];
      return handle;
    };

  it('downloads, checks, and makes a whole runtime: what the engine needs and the package among it', async () => {
    const seen: InstallProgress[] = [];
    await install((progress) => seen.push(progress));
    assert.deepEqual(await rig.names(), [runtime]);
    const entries = await readdir(path.join(rig.runtimes, runtime), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(path.join(rig.runtimes, runtime), path.join(entry.parentPath, entry.name)),
      )
      .map((file) => file.split(path.sep).join('/'));
    const cuda = 'node_modules/@node-llama-cpp/test-cuda';
    assert.deepEqual(
      files.sort(),
      [
        ...engineFiles,
        'runtime.json',
        `${cuda}/LICENSE`,
        `${cuda}/bins/cuda/libggml-cuda.so`,
        `${cuda}/dist/index.js`,
        `${cuda}/package.json`,
      ].sort(),
    );
    assert.deepEqual(await readFile(staged(`${cuda}/bins/cuda/libggml-cuda.so`)), libraryBytes);
    assert.equal(await readFile(staged('dist/engine.mjs'), 'utf8'), 'engine of version one');
    assert.equal(stagedEngine(rig.runtimes, rig.source()), staged(path.join('dist', 'engine.mjs')));
    const fractions = seen.flatMap((one) => (one.kind === 'staging' ? [one.fraction] : []));
    assert.deepEqual(
      fractions,
      fractions.toSorted((one, other) => one - other),
    );
    assert.equal(fractions.at(-1), 1);
    assert.ok(seen.some(({ kind }) => kind === 'downloading'));
  });

  it('adds the package for CUDA 12 to the other one', async () => {
    await rig.installer().install([rig.main, rig.extension], () => undefined, goOn);
    const library = 'node_modules/@node-llama-cpp/test-cuda-ext/bins/cuda/fallback/libggml-cuda.so';
    assert.equal((await stat(staged(library))).size, libraryBytes.length - 1_000);
    assert.ok(await stat(staged('node_modules/@node-llama-cpp/test-cuda/package.json')));
  });

  it('goes on after the download was cut, and stops when it is cancelled', async () => {
    rig.served.faults = [
      { kind: 'cut', afterBytes: 40_000 },
      { kind: 'cut', afterBytes: 20_000 },
    ];
    rig.served.faultsHit = 'body';
    rig.served.bytesPerSecond = 150_000;
    const abort = new AbortController();
    const isStopped = install((now) => {
      if (now.kind === 'downloading' && now.download.doneBytes > 200_000) abort.abort();
    }, abort.signal);
    await assert.rejects(isStopped, { name: 'AbortError' });
    await assertNothingStaged();
    delete rig.served.bytesPerSecond;
    const sent = rig.server.bytesSent;
    await install();
    assert.ok(
      rig.server.bytesSent - sent < rig.archive.length - 100_000,
      'what was there was kept',
    );
    assert.ok(rig.store().isReady);
  });

  it('leaves nothing when it is cancelled while it unpacks, and downloads nothing again', async () => {
    for (const fraction of [0, 0.3, 0.9]) {
      const abort = new AbortController();
      const isStopped = install((now) => {
        if (now.kind === 'staging' && now.fraction > fraction) abort.abort();
      }, abort.signal);
      await assert.rejects(isStopped, { name: 'AbortError' });
      await assertNothingStaged();
    }
    const sent = rig.server.bytesSent;
    await install();
    assert.equal(rig.server.bytesSent, sent);
    assert.ok(rig.store().isReady);
  });

  it('never uses what a killed process has left, and removes it', async () => {
    const partial = path.join(rig.runtimes, '.partial-abc');
    await mkdir(path.join(partial, 'dist'), { recursive: true });
    await writeFile(path.join(partial, 'dist', 'engine.mjs'), 'engine of version one');
    // and one under the right name, as a file system may leave it after a power cut
    await mkdir(staged('dist'), { recursive: true });
    await writeFile(staged('dist/engine.mjs'), 'engine of version one');
    assert.equal(stagedEngine(rig.runtimes, rig.source()), undefined);
    await install();
    assert.deepEqual(await rig.names(), [runtime]);
    assert.ok(rig.store().isReady);
  });

  it('says that the disk is full, before it begins and while it unpacks', async () => {
    const freeBytes = (folder: string): Promise<number | undefined> =>
      Promise.resolve(folder === rig.runtimes ? libraryBytes.length : undefined);
    rig.tools = { ...rig.tools, freeBytes };
    await assert.rejects(install(), (error) => {
      assert.ok(DownloadError.is(error, 'diskFull'), String(error));
      assert.ok((error.details.missingBytes ?? 0) > 0);
      return true;
    });
    await assertNothingStaged();
    rig.tools = {
      ...rig.tools,
      freeBytes: () => Promise.resolve(undefined),
      openFile: failingOpen('ENOSPC', 300_000),
    };
    await assert.rejects(install(), (error) => DownloadError.is(error, 'diskFull'));
    await assertNothingStaged();
    assert.ok(await rig.store().hasArchive(rig.main), 'the download is kept');
  });

  it('refuses an archive with another SHA-256 than the pinned one', async () => {
    rig.served.bytes = withFlippedBit(rig.archive, rig.archive.length >> 1);
    await assert.rejects(install(), (error) => DownloadError.is(error, 'wrongChecksum'));
    await assertNothingStaged();
    assert.equal(await rig.store().hasArchive(rig.main), false);
  });

  it('refuses a page to sign in on', async () => {
    rig.served.always = { kind: 'html' };
    await assert.rejects(install(), (error) => DownloadError.is(error, 'wrongKind'));
  });

  it('throws a kept archive away that was damaged on the disk', async () => {
    const damaged = withFlippedBit(rig.archive, 1_000);
    await mkdir(rig.store().archives);
    await writeFile(rig.store().archivePath(rig.main), damaged);
    await assert.rejects(install(), BadArchive);
    await assertNothingStaged();
    await install();
    assert.ok(rig.store().isReady);
  });

  const hostile: readonly (readonly [string, ArchiveEntry])[] = [
    ['a path that leads out', { path: 'package/../../../escaped', bytes: Buffer.from('no') }],
    ['an absolute path', { path: '/tmp/switchyard-escaped', bytes: Buffer.from('no') }],
    ['a path beside the package', { path: 'other/file', bytes: Buffer.from('no') }],
    ['a symbolic link', { path: 'package/link', type: 'SymbolicLink', linkpath: '/etc' }],
    ['a hard link', { path: 'package/link', type: 'Link', linkpath: 'package/LICENSE' }],
    ['a path with a backslash', { path: 'package/..\\..\\escaped', bytes: Buffer.from('no') }],
  ];
  for (const [what, entry] of hostile) {
    it(`refuses an archive with ${what}`, async () => {
      const entries = [{ path: 'package/LICENSE', bytes: Buffer.from('ok') }, entry];
      const archive = npmArchive(entries);
      const pin = pinOf(rig.main.name, archive, entries);
      rig.served.bytes = archive;
      const before = await readdir(rig.directory);
      await assert.rejects(
        rig.installer().install([pin], () => undefined, goOn),
        BadArchive,
      );
      await assertNothingStaged();
      assert.deepEqual(await readdir(rig.directory), before);
    });
  }

  const damaged: readonly (readonly [string, (whole: Buffer) => Buffer])[] = [
    ['is cut', (whole) => whole.subarray(0, whole.length >> 1)],
    ['is no tar file', () => npmArchive([]).subarray(0, 12)],
  ];
  for (const [what, change] of damaged) {
    it(`refuses an archive that ${what}`, async () => {
      const archive = change(rig.archive);
      rig.served.bytes = archive;
      const pin = pinOf(rig.main.name, archive, []);
      await assert.rejects(
        rig.installer().install([pin], () => undefined, goOn),
        BadArchive,
      );
      await assertNothingStaged();
    });
  }

  it('lets one window do it at a time', async () => {
    rig.served.bytesPerSecond = 1_000_000;
    const ends = await Promise.allSettled([install(), install()]);
    const faults = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    assert.equal(faults.length, 1);
    assert.ok(DownloadError.is(faults[0], 'busy'), String(faults[0]));
    assert.ok(rig.store().isReady);
  });

  describe('the choice of the runtime', () => {
    it('is the staged one for the very build that it was made of', async () => {
      await install();
      const { directory } = rig.source();
      assert.notEqual(stagedEngine(rig.runtimes, rig.source()), undefined);
      assert.equal(stagedEngine(rig.runtimes, rig.source('1.0.1')), undefined);
      const file = path.join(directory, 'dist', 'engine.mjs');
      const { atime, mtime } = await stat(file);
      await utimes(file, atime, new Date(mtime.getTime() + 5_000));
      assert.equal(stagedEngine(rig.runtimes, rig.source()), undefined, 'built anew');
      await utimes(file, atime, mtime);
      const manifest = await readFile(staged('runtime.json'), 'utf8');
      await writeFile(staged('runtime.json'), manifest.slice(0, 20));
      assert.equal(stagedEngine(rig.runtimes, rig.source()), undefined, 'a manifest that is cut');
      await writeFile(staged('runtime.json'), manifest);
      assert.notEqual(stagedEngine(rig.runtimes, rig.source()), undefined);
      await writeFile(staged('dist/engine.mjs'), '');
      assert.equal(stagedEngine(rig.runtimes, rig.source()), undefined, 'emptied by a power cut');
    });

    it('makes the runtime anew from the kept archive after an update, and removes the old one', async () => {
      await rig.installer().install([rig.main, rig.extension], () => undefined, goOn);
      const sent = rig.server.bytesSent;
      await rig.write('dist/engine.mjs', 'engine of version two');
      assert.equal(await rig.installer('1.1.0').tidy(rig.platform, goOn), true);
      assert.deepEqual(await rig.names(), ['1.1.0-3.21.1-cuda']);
      assert.equal(rig.server.bytesSent, sent);
      const engine = stagedEngine(rig.runtimes, rig.source('1.1.0')) ?? '';
      assert.equal(await readFile(engine, 'utf8'), 'engine of version two');
      const cuda12 = path.join(path.dirname(engine), '../node_modules', rig.extension.name);
      assert.ok((await stat(cuda12)).isDirectory(), 'the package for CUDA 12 is part of it again');
    });

    it('removes everything of old versions where the archive is no longer the right one', async () => {
      await install();
      const newer = { ...rig.platform, main: { ...rig.main, name: '@node-llama-cpp/newer-cuda' } };
      assert.equal(await rig.installer('2.0.0').tidy(newer, goOn), false);
      assert.deepEqual(await rig.names(), []);
      assert.deepEqual(await readdir(rig.store().archives), []);
      assert.equal(await rig.store().isEmpty(), true);
    });

    it('leaves a runtime that fits, and a download that is not finished, alone', async () => {
      await install();
      const part = `${rig.store().archivePath(rig.extension)}.part`;
      await writeFile(part, 'some');
      const before = await stat(staged('runtime.json'));
      assert.equal(await rig.installer().tidy(rig.platform, goOn), true);
      assert.equal((await stat(staged('runtime.json'))).mtimeMs, before.mtimeMs);
      assert.ok(await stat(part));
    });

    it('ends the use at once, and removes all', async () => {
      await install();
      const store = rig.store();
      await store.retire();
      assert.equal(store.isReady, false);
      assert.ok(await stat(staged('dist/engine.mjs')), 'a process that runs keeps its files');
      await store.alone(() => store.clean([]));
      assert.equal(await store.isEmpty(), true);
      await store.retire();
    });
  });
});
