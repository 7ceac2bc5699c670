import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Llama } from 'node-llama-cpp';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import type { ModelLayout } from '../../src/base/plan/modelLayout.js';
import { readModelHeader } from '../../src/engine/runtime/modelHeader.js';
import { eventually } from '../support/eventually.js';
import { tinyArchitectures } from '../support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const contextSize = 2048;
/** llama.cpp logs sizes in MiB with two places. */
const logPrecisionBytes = 0.011 * 2 ** 20;

describe('the layout that is read from a header', function () {
  this.timeout(60_000);
  // The library, loaded into this process, did not come back from one load in about a hundred. The product loads models
  // in a process that is watched; what is tested here is the header. A load that hangs keeps its library's lock, so the
  // next attempt gets a library, and a log, of its own.
  this.retries(1);
  let logged: string[] = [];
  let llama: Llama | undefined;
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'model-layout-'));
  });
  beforeEach(async () => {
    if (llama) return;
    const lines: string[] = [];
    llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 1,
      logLevel: LlamaLogLevel.info,
      logger: (_level, message) => lines.push(message),
    });
    logged = lines;
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** Sums the sizes that llama.cpp logged for buffers of a kind. */
  function loggedBytes(kind: string): number {
    const sizes = logged
      .join('\n')
      .matchAll(new RegExp(`${kind} buffer size = +([\\d.]+) MiB`, 'g'));
    return [...sizes].reduce((sum, [, mib]) => sum + Number(mib) * 2 ** 20, 0);
  }

  for (const { name } of Object.values(tinyArchitectures)) {
    it(`has the weights, the KV cache and the state that llama.cpp allocates for ${name}`, async () => {
      const file = await writeTinyModel(directory, name);
      const { layout, experts } = await readModelHeader(file);
      assert.ok(layout, 'there is a layout');
      assert.ok(llama, 'the library is loaded');
      const library = llama;
      // forgotten until this load has come to its end
      llama = undefined;
      logged.length = 0;
      const model = await library.loadModel({ modelPath: file, gpuLayers: 0, useMmap: false });
      try {
        await model.createContext({ contextSize, sequences: 1, batchSize: 64, swaFullCache: true });
        await eventually(() => loggedBytes('compute') > 0, 'llama.cpp has logged its buffers');
        const cacheBytes = sumOf(layout, (layer) => layer.cacheBytesPerToken) * contextSize;
        near(cacheBytes, loggedBytes('KV'), 'cache');
        near(
          sumOf(layout, (layer) => layer.stateBytes),
          loggedBytes('RS'),
          'state',
        );
        near(weightBytes(layout), model.memoryUsage.ram, 'weights', 0.03 * model.memoryUsage.ram);
        const moeLayers = layout.layers.flatMap((layer, i) => (layer.routedBytes > 0 ? [i] : []));
        assert.deepEqual(moeLayers, experts?.moeLayers ?? []);
      } finally {
        await model.dispose();
        llama = library;
      }
    });
  }
});

function sumOf(layout: ModelLayout, of: (layer: ModelLayout['layers'][number]) => number): number {
  return layout.layers.reduce((sum, layer) => sum + of(layer), 0);
}

function weightBytes(layout: ModelLayout): number {
  const ofLayers = sumOf(layout, (one) => one.attentionBytes + one.sharedBytes + one.routedBytes);
  return ofLayers + layout.embeddingBytes + layout.outputBytes;
}

function near(actual: number, expected: number, what: string, within = logPrecisionBytes): void {
  assert.ok(Math.abs(actual - expected) <= within, `${what}: ${actual}, llama.cpp: ${expected}`);
}
