import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../src/base/clock.js';
import { systemTools } from '../../src/download/downloadTools.js';
import { EngineClient } from '../../src/engineClient/engineClient.js';
import { forkEngineProcess } from '../../src/engineClient/forkEngineProcess.js';
import { CudaInstaller } from '../../src/features/cuda/core/cudaInstaller.js';
import { archiveAddress } from '../../src/features/cuda/core/cudaPackages.js';
import { RuntimeStore } from '../../src/features/cuda/core/runtimeStore.js';
import { engineFile, stagedEngine } from '../../src/features/cuda/core/stagedRuntime.js';
import { npmArchive, pinOf } from '../support/cuda/npmArchive.js';
import { completionRequest, cpuLoad } from '../support/engine/requests.js';
import { FakeLog } from '../support/fakeLog.js';
import { FaultyServer } from '../support/faultyServer.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const never = new AbortController().signal;

/** A package as node-llama-cpp wants it, with a library that no machine can load. */
const entries = [
  {
    path: 'package/package.json',
    bytes: Buffer.from(
      JSON.stringify({ type: 'module', version: '3.21.1', exports: './dist/index.js' }),
    ),
  },
  {
    path: 'package/dist/index.js',
    bytes: Buffer.from(
      `export const getBinsDir = () => ({ binsDir: ${JSON.stringify('/nowhere')}, packageVersion: '3.21.1' });\n`,
    ),
  },
  {
    path: 'package/bins/linux-x64-cuda/llama-addon.node',
    bytes: Buffer.from('no library'),
  },
];

/** This checkout stands for the installed extension; the engine, node-llama-cpp and the CPU's binaries are the real ones. */
describe('an engine in a staged runtime', function () {
  this.timeout(180_000);
  let server: FaultyServer;
  let directory: string;
  let client: EngineClient | undefined;
  let processId: number | undefined;

  before(async function () {
    // where a process has its files from is told by /proc
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    server = await FaultyServer.start();
    directory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-staged-'));
  });

  after(async () => {
    await client?.stop();
    client?.dispose();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const source = { directory: process.cwd(), version: '9.9.9' };
  const runtimes = (): string => path.join(directory, 'runtimes');

  it('is downloaded, made whole and chosen', async () => {
    const bytes = npmArchive(entries);
    const archive = pinOf('@node-llama-cpp/linux-x64-cuda', bytes, entries);
    server.serve(new URL(archiveAddress(archive, server.origin)).pathname, { bytes });
    const store = new RuntimeStore(runtimes(), source, systemClock);
    const tools = systemTools({ userAgent: 'Test', token: () => Promise.resolve(undefined) });
    const installer = new CudaInstaller({ store, source, tools, registry: server.origin });
    assert.equal(stagedEngine(runtimes(), source), undefined);
    await installer.install([archive], () => undefined, never);
    const staged = path.join(runtimes(), '9.9.9-3.21.1-cuda', engineFile);
    assert.equal(stagedEngine(runtimes(), source), staged);
  });

  it('completes with a node-llama-cpp of its own, having tried CUDA first', async () => {
    const staged = stagedEngine(runtimes(), source);
    assert.ok(staged);
    client = new EngineClient({
      startProcess: () => {
        const engine = forkEngineProcess(staged);
        processId = engine.processId;
        return engine;
      },
      storageDirectory: path.join(directory, 'storage'),
      log: new FakeLog(),
      clock: systemClock,
    });
    const file = await writeTinyModel(directory, 'qwen3Moe');
    const model = await client.loadModel(cpuLoad(file, { backend: 'auto' }));
    const result = await client.generate(completionRequest(), never);
    assert.ok(result.tokens.generated > 0);
    assert.equal(model.routing.kind, 'measured');
    const [first] = model.backend.ladder;
    assert.equal(first?.backend, 'cuda');
    assert.equal(first.usable, false);
    assert.equal(first.absent, undefined, 'it was tested');
    assert.equal(model.backend.backend, 'cpu');
    const maps = await readFile(`/proc/${processId ?? 0}/maps`, 'utf8');
    const libraries = maps.split('\n').filter((line) => /\.(?:node|so)(?:\.|$)/.test(line));
    const ours = libraries.filter((line) => /llama|ggml/.test(line));
    assert.ok(ours.some((line) => line.includes('llama-addon.node')));
    const folder = path.dirname(path.dirname(staged));
    assert.deepEqual(
      ours.filter((line) => !line.includes(folder)),
      [],
      'nothing is loaded from the extension itself',
    );
  });
});
