import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { BackendReport, BackendVerdict } from '../../../src/protocol/backend.js';
import {
  archiveAddress,
  archivesFor,
  cudaPackageVersion,
  cudaPlatform,
  npmRegistry,
} from '../../../src/features/cuda/core/cudaPackages.js';
import { cudaVerdict } from '../../../src/features/cuda/core/cudaVerdict.js';
import { OfferMemory } from '../../../src/features/cuda/core/offerMemory.js';

describe('the CUDA packages', () => {
  it('are of the version of node-llama-cpp that the extension has', async () => {
    const text = await readFile('node_modules/node-llama-cpp/package.json', 'utf8');
    const { version } = JSON.parse(text) as { readonly version: string };
    assert.equal(cudaPackageVersion, version);
  });

  it('are for CUDA 13, and two for CUDA 12', () => {
    const linux = cudaPlatform('linux', 'x64');
    assert.ok(linux);
    assert.deepEqual(archivesFor(linux, 13), [linux.main]);
    assert.deepEqual(archivesFor(linux, 12), [linux.main, linux.extension]);
    assert.equal(
      archiveAddress(linux.main, npmRegistry),
      'https://registry.npmjs.org/@node-llama-cpp/linux-x64-cuda/-/linux-x64-cuda-3.21.1.tgz',
    );
  });
});

describe('cudaVerdict', () => {
  const verdict = (backend: BackendVerdict['backend'], usable: boolean, reason: string) => ({
    backend,
    usable,
    reason,
    remembered: false,
  });
  const report = (
    backend: BackendReport['backend'],
    ladder: readonly BackendVerdict[],
  ): BackendReport => ({ backend, deviceNames: ['a GPU'], ladder, threads: 1, gpuLayers: 0 });
  const absent = { ...verdict('cuda', false, 'its binaries are not installed'), absent: true };
  const vulkan = verdict('vulkan', true, 'self-test passed');

  it('tells what the ladder says of CUDA', () => {
    assert.deepEqual(cudaVerdict(report('vulkan', [absent, vulkan]), false), { kind: 'absent' });
    assert.deepEqual(cudaVerdict(report('vulkan', [vulkan]), false), { kind: 'notAsked' });
    const olderEngine = cudaVerdict(report('vulkan', [absent, vulkan]), true);
    assert.deepEqual(olderEngine, { kind: 'notAsked' }, 'added while the engine ran');
    const used = report('cuda', [verdict('cuda', true, 'self-test passed on a GPU')]);
    assert.deepEqual(cudaVerdict(used, true), { kind: 'inUse', deviceNames: ['a GPU'] });
    const failed = report('vulkan', [verdict('cuda', false, 'it aborted'), vulkan]);
    assert.deepEqual(cudaVerdict(failed, true), {
      kind: 'failed',
      reason: 'it aborted',
      usedInstead: 'vulkan',
    });
  });
});

describe('OfferMemory', () => {
  it('offers once for each version until the user does not want it, and tells a failure once', async () => {
    const values = new Map<string, string>();
    const memory = {
      get: (key: string) => values.get(key),
      update: async (key: string, value: string) => {
        await Promise.resolve();
        values.set(key, value);
      },
    };
    const first = new OfferMemory(memory, '1.0.0');
    assert.equal(first.mayOffer, true);
    await first.noteOffered();
    assert.equal(first.mayOffer, false);
    assert.equal(await first.isNewFailure('it aborted'), true);
    assert.equal(await first.isNewFailure('it aborted'), false);
    assert.equal(await first.isNewFailure('it hung'), true);
    const next = new OfferMemory(memory, '1.1.0');
    assert.equal(next.mayOffer, true);
    await next.neverOffer();
    assert.equal(new OfferMemory(memory, '1.2.0').mayOffer, false);
  });
});
