import assert from 'node:assert/strict';
import type { ListMemory } from '../../../src/features/models/core/listMemory.js';
import { loadParams } from '../../../src/features/models/core/loadParams.js';
import { newNotices } from '../../../src/features/models/core/modelNotices.js';
import { sampleModel } from '../../support/sampleModel.js';

class FakeMemory implements ListMemory {
  readonly values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: readonly string[]): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

describe('newNotices', () => {
  const dense = sampleModel({ notices: ['A dense model has no experts to show.'] });

  it('gives each notice of a model once', async () => {
    const memory = new FakeMemory();
    assert.deepEqual(await newNotices(dense, memory), dense.notices);
    assert.deepEqual(await newNotices(dense, memory), []);
    const more = sampleModel({ notices: [...dense.notices, 'Another.'] });
    assert.deepEqual(await newNotices(more, memory), ['Another.']);
  });

  it('takes another file, or a replaced one, as another model', async () => {
    const memory = new FakeMemory();
    await newNotices(dense, memory);
    for (const file of [
      { ...dense.file, path: '/models/other.gguf' },
      { ...dense.file, sizeBytes: 1 },
    ]) {
      assert.deepEqual(await newNotices({ ...dense, file }, memory), dense.notices);
    }
  });

  it('survives a memory that holds something else, and stays small', async () => {
    const memory = new FakeMemory();
    memory.values.set('switchyard.shownNotices', { broken: true });
    for (let index = 0; index < 250; index++) {
      const file = { ...dense.file, path: `/models/${index}.gguf` };
      assert.equal((await newNotices({ ...dense, file }, memory)).length, 1);
    }
    const held = memory.values.get('switchyard.shownNotices');
    assert.ok(Array.isArray(held) && held.length === 200);
  });
});

describe('loadParams', () => {
  it('leaves the placement to the plan unless a number is set', () => {
    const settings = {
      contextSize: 4096,
      threads: 0,
      backend: 'auto',
      gpuLayers: null,
      expertsOnCpu: null,
      gpuMemoryLimitMb: null,
    } as const;
    assert.deepEqual(loadParams('/m.gguf', settings), {
      path: '/m.gguf',
      contextSize: 4096,
      threads: 0,
      backend: 'auto',
    });
    assert.equal(loadParams('/m.gguf', { ...settings, gpuLayers: 0 }).gpuLayers, 0);
    const chosen = loadParams('/m.gguf', { ...settings, expertsOnCpu: 0, gpuMemoryLimitMb: 512 });
    assert.deepEqual(chosen.expertsOnCpu, { firstLayers: 0 });
    assert.equal(chosen.deviceLimitBytes, 2 ** 29);
  });
});
