import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { writeTinyModel } from '../../support/tinyModels/writeTinyModel.js';
import { runProcess } from './support/runProcess.js';
import { isTapPlatform, loadProcessFile, prebuiltFile, tapFile } from './support/tapFiles.js';

interface Loaded {
  readonly waiting: { readonly state: string };
  readonly status: { readonly state: string; readonly reason?: string; readonly enabled: boolean };
  readonly sourceHash: string;
  readonly builtFor: { readonly nodeLlamaCpp: string; readonly llamaCpp: string };
  readonly message: string;
  readonly isLoaded: boolean;
  readonly errors: Readonly<Record<string, string>>;
  readonly unknownContext: boolean;
}

async function load(way: string, more: object = {}): Promise<Loaded> {
  return (await runProcess(loadProcessFile, { way, tapFile, ...more })) as Loaded;
}

describe('routing tap: loading', function () {
  this.timeout(180_000);

  before(function () {
    if (!isTapPlatform) this.skip();
  });

  it('is ready with the pinned node-llama-cpp', async () => {
    const { waiting, status, builtFor } = await load('globally');
    assert.equal(waiting.state, 'waiting');
    assert.equal(status.state, 'ready', status.reason);
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.equal(manifest.dependencies['node-llama-cpp'], builtFor.nodeLlamaCpp);
  });

  it('ships as what the source gives', async () => {
    const script = (await import(resolve('native/scripts/sourceHash.mjs'))) as {
      readonly sourceHash: () => string;
    };
    const shipped = await load('globally', { tapFile: prebuiltFile });
    assert.equal(shipped.sourceHash, script.sourceHash());
  });

  it('refuses to be loaded without RTLD_GLOBAL', async () => {
    const { status } = await load('locally');
    assert.equal(status.state, 'refused');
    assert.match(status.reason ?? '', /RTLD_GLOBAL/);
    assert.equal(status.enabled, false);
  });

  it('refuses to be loaded after llama.cpp', async () => {
    const { status } = await load('late');
    assert.equal(status.state, 'refused');
    assert.match(status.reason ?? '', /after llama\.cpp/);
    assert.equal(status.enabled, false);
  });

  it('serves one thread of a process', async () => {
    assert.match((await load('secondThread')).message, /another thread/);
  });

  it('names a wrong argument', async () => {
    const { errors, unknownContext } = await load('wrongArguments');
    assert.deepEqual(errors, {
      setEnabled: 'TypeError: enabled must be a boolean',
      setRingCapacity: 'RangeError: sizeBytes must be an integer from 0 to 4294967296',
      setExpertsOnCpu: "TypeError: experts must be null, 'all' or { firstLayers }",
      expertPlacement: 'RangeError: contextId must be an integer from 1 to 4294967295',
      setSequenceTag: 'RangeError: tag must be an integer from 0 to 2147483647',
    });
    assert.equal(unknownContext, false);
  });

  describe('another build of llama.cpp', () => {
    let directory: string;
    const libraries = 'libraries';

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'routing-tap-'));
      const installed = resolve('node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
      await cp(installed, join(directory, libraries), { recursive: true });
    });

    after(async () => {
      await rm(directory, { recursive: true, force: true });
    });

    it('is refused with both versions named, and still works', async () => {
      const library = join(directory, libraries, 'libllama.v0.4.0.so');
      const bytes = await readFile(library);
      const version = Buffer.from('0.4.0-dev\0');
      const offset = bytes.indexOf(version);
      assert(offset > 0);
      bytes.write('0.3.9-dev', offset);
      await writeFile(library, bytes);
      const { status, isLoaded } = await load('otherLibraries', {
        libraryDirectory: join(directory, libraries),
        modelPath: await writeTinyModel(directory, 'qwen3Moe'),
      });
      assert.equal(status.state, 'refused');
      assert.match(status.reason ?? '', /0\.3\.9-dev.*built for v0\.4\.0/);
      assert.equal(isLoaded, true);
    });
  });
});
