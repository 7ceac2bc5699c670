import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '../../scripts/lib/repositoryRoot.mjs';
import { PieceMap } from '../../src/download/pieceMap.js';
import { readPartState } from '../../src/download/partState.js';
import { eventually } from '../support/eventually.js';
import { FaultyServer } from '../support/faultyServer.js';
import { ggufLikeBytes, sha256 } from '../support/download/downloadRig.js';

const sizeBytes = 200_000_000;
/** For each of the four connections. */
const bytesPerSecond = 8_000_000;
const kills = 10;
/** What the server may have sent beyond what was missing: the probe, and bytes on their way. */
const spareBytes = 10_000_000;

describe('a download of 200 MB whose process is killed again and again', function () {
  this.timeout(400_000);
  let folder: string;
  let server: FaultyServer;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-kills-'));
    server = await FaultyServer.start();
  });

  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends byte-identical, and trusts nothing that was not recorded', async () => {
    const bytes = ggufLikeBytes(sizeBytes, 42);
    const checksum = sha256(bytes);
    server.serve('/model.gguf', { bytes, etag: '"200"', bytesPerSecond });
    const target = path.join(folder, 'model.gguf');
    const script = bundleProcess(folder);
    const start = (): ChildProcess =>
      spawn(process.execPath, [script, String(server.url('/model.gguf')), target, checksum], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });

    const recorded: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const child = start();
      await firstBytes(child);
      await delay(Math.random() * 800);
      if (kill === kills - 1) {
        // a slow disk may be behind with every record until now
        const isRecorded = async (): Promise<boolean> =>
          (await recordedBytes(target)) > 2 * spareBytes;
        await eventually(isRecorded, 'something is recorded', 60_000);
      }
      assert.equal(child.exitCode, null, 'the download is not over yet');
      child.kill('SIGKILL');
      await once(child, 'close');
      recorded.push(await spoilUnrecorded(target));
    }
    assert.deepEqual(
      recorded,
      [...recorded].sort((one, other) => one - other),
      'nothing recorded is ever lost',
    );
    assert.ok((recorded.at(-1) ?? 0) > 2 * spareBytes, 'something was recorded');
    const sentBefore = server.bytesSent;
    const last = start();
    last.stdout?.resume();
    await once(last, 'close');
    assert.equal(last.exitCode, 0);
    assert.equal(sha256(await readFile(target)), checksum);
    const left = (await readdir(folder)).filter((name) => name.startsWith('model'));
    assert.deepEqual(left, ['model.gguf']);
    // how much of a killed run is lost depends on the disk; what was recorded must not be sent again
    const missing = sizeBytes - (recorded.at(-1) ?? 0);
    const sent = server.bytesSent - sentBefore;
    assert.ok(
      sent <= missing + spareBytes,
      `${sent} bytes were sent for ${missing} that were missing`,
    );
  });
});

/**
 * What a power cut may do: everything that was written but not recorded becomes rubbish.
 * @returns the bytes that are recorded
 */
async function spoilUnrecorded(target: string): Promise<number> {
  const state = await readPartState(`${target}.part.json`);
  if (!state) return 0;
  const pieces = new PieceMap(state.sizeBytes, state.pieceSizeBytes, state.received);
  const { size } = await stat(`${target}.part`);
  const handle = await open(`${target}.part`, 'r+');
  for (const index of pieces.missing()) {
    const length = Math.min(size, pieces.end(index)) - pieces.next(index);
    if (length > 0) await handle.write(Buffer.alloc(length, 0xaa), 0, length, pieces.next(index));
  }
  await handle.close();
  return pieces.receivedBytes;
}

async function recordedBytes(target: string): Promise<number> {
  const state = await readPartState(`${target}.part.json`);
  if (!state) return 0;
  return new PieceMap(state.sizeBytes, state.pieceSizeBytes, state.received).receivedBytes;
}

async function firstBytes({ stdout }: ChildProcess): Promise<void> {
  assert.ok(stdout);
  await once(stdout, 'data');
}

/** The process runs from a bundle, as it does in the extension. */
function bundleProcess(into: string): string {
  const script = path.join(into, 'downloadProcess.mjs');
  execFileSync(process.execPath, [
    path.join(repositoryRoot, 'node_modules', 'esbuild', 'bin', 'esbuild'),
    path.join(repositoryRoot, 'test', 'support', 'download', 'downloadProcess.ts'),
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node20',
    '--log-level=error',
    `--outfile=${script}`,
  ]);
  return script;
}
