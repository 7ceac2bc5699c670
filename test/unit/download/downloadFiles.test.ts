import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { DownloadError } from '../../../src/download/downloadError.js';
import type { FileRequest } from '../../../src/download/downloadFile.js';
import type { FilesProgress, FilesRequest } from '../../../src/download/downloadFiles.js';
import { downloadFiles } from '../../../src/download/downloadFiles.js';
import { checkGgufStart } from '../../../src/features/models/core/ggufStart.js';
import { httpContext } from '../../../src/download/downloadTools.js';
import { isLocked } from '../../../src/download/partLock.js';
import { listRepositoryFiles } from '../../../src/features/models/core/huggingFaceFiles.js';
import { DownloadRig, ggufLikeBytes, sha256 } from '../../support/download/downloadRig.js';

const parts = [1, 2, 3].map((seed) => ggufLikeBytes(200_000 + seed, seed));
const goOn = new AbortController().signal;

describe('downloadFiles', () => {
  let rig: DownloadRig;

  beforeEach(async () => {
    rig = await DownloadRig.start();
  });

  afterEach(() => rig.close());

  function request(): FilesRequest {
    const [first, ...others] = parts.map((bytes, index): FileRequest => {
      const name = `m-0000${index + 1}-of-00003.gguf`;
      rig.server.serve(`/${name}`, { bytes });
      return {
        origin: { kind: 'address', address: String(rig.server.url(`/${name}`)) },
        addresses: [rig.server.url(`/${name}`)],
        target: path.join(rig.folder, name),
        published: { sizeBytes: bytes.length, sha256: sha256(bytes) },
        checkStart: checkGgufStart,
      };
    });
    assert.ok(first);
    return [first, ...others];
  }

  const isThere = async ({ target }: FileRequest): Promise<boolean> =>
    access(target).then(
      () => true,
      () => false,
    );

  it('fetches every part and adds their progress up', async () => {
    const seen: FilesProgress[] = [];
    const files = await downloadFiles(request(), rig.tools, isThere, (one) => seen.push(one), goOn);
    assert.equal(files.length, 3);
    for (const [index, bytes] of parts.entries()) {
      assert.equal(sha256(await readFile(files[index]?.path ?? '')), sha256(bytes));
    }
    const total = parts.reduce((sum, bytes) => sum + bytes.length, 0);
    assert.ok(seen.every(({ sizeBytes, partCount }) => sizeBytes === total && partCount === 3));
    assert.equal(seen.at(-1)?.doneBytes, total);
    assert.deepEqual([...new Set(seen.map(({ part }) => part))], [1, 2, 3]);
  });

  it('leaves parts alone that are there', async () => {
    const model = request();
    await writeFile(model[0].target, 'here already');
    const files = await downloadFiles(model, rig.tools, isThere, () => undefined, goOn);
    assert.equal(files.length, 2);
    assert.equal(await readFile(model[0].target, 'utf8'), 'here already');
  });

  it('wants room for all parts before it begins', async () => {
    rig.tools = { ...rig.tools, freeBytes: () => Promise.resolve(300_000) };
    await assert.rejects(
      downloadFiles(request(), rig.tools, isThere, () => undefined, goOn),
      (error) => DownloadError.is(error, 'diskFull') && error.details.missingBytes === 300_006,
    );
    assert.deepEqual(rig.server.requests, []);
  });

  it('is refused while another process downloads the same, and takes over from one that ended', async () => {
    const model = request();
    const lock = `${model[0].target}.lock`;
    const run = (): Promise<unknown> =>
      downloadFiles(model, rig.tools, isThere, () => undefined, goOn);
    assert.equal(await isLocked(lock), false);
    await writeFile(lock, `${process.pid} another`);
    assert.equal(await isLocked(lock), true);
    await assert.rejects(run(), (error) => DownloadError.is(error, 'busy'));
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(lock, `${ended} another`);
    await run();
    await assert.rejects(access(lock));
  });
});

describe('listRepositoryFiles', () => {
  let rig: DownloadRig;

  beforeEach(async () => {
    rig = await DownloadRig.start();
  });

  afterEach(() => rig.close());

  const list = (): ReturnType<typeof listRepositoryFiles> => {
    const endpoints = [new URL(rig.mirror.origin), new URL(rig.server.origin)];
    return listRepositoryFiles('owner/name', 'main', endpoints, httpContext(rig.tools), goOn);
  };
  const tree = '/api/models/owner/name/tree/main?recursive=true';
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

  it('gives the GGUF files of all pages with sizes and checksums, from the first endpoint that answers', async () => {
    const oid = 'ab'.repeat(32);
    rig.server.serve(tree, {
      bytes: json([
        { type: 'directory', path: 'sub.gguf', oid: 'x' },
        { type: 'file', path: 'README.md', size: 12, oid: 'x' },
        { type: 'file', path: 'sub/m-Q4.gguf', size: 130, oid: 'x', lfs: { oid, size: 4_000 } },
      ]),
      headers: { link: `<${rig.server.origin}/more>; rel="next"` },
    });
    rig.server.serve('/more', {
      bytes: json([{ type: 'file', path: 'small.GGUF', size: 50, oid: 'x' }]),
      headers: { link: '<https://elsewhere.example/more>; rel="next"' },
    });
    assert.deepEqual(await list(), [
      { path: 'sub/m-Q4.gguf', sizeBytes: 4_000, sha256: oid },
      { path: 'small.GGUF', sizeBytes: 50 },
    ]);
  });

  it('fails by what the first endpoint said', async () => {
    rig.mirror.serve(tree, { bytes: Buffer.alloc(0), always: { kind: 'status', status: 403 } });
    await assert.rejects(list(), (error) => DownloadError.is(error, 'forbidden'));
  });

  it('refuses what is no list', async () => {
    rig.mirror.serve(tree, { bytes: json({ error: 'x' }) });
    rig.server.serve(tree, { bytes: Buffer.from('<html>') });
    await assert.rejects(list(), (error) => DownloadError.is(error, 'badResponse'));
  });
});
