import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tinyArchitectures } from '../../support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../../support/tinyModels/writeTinyModel.js';
import { runScenario } from './support/runScenario.js';
import type { Scenario, ScenarioResult, ScenarioStep } from './support/scenario.js';
import { isTapPlatform } from './support/tapFiles.js';

const tokens = Array.from({ length: 24 }, (_, i) => 45 + i);
const generate: ScenarioStep = {
  do: 'generate',
  at: { context: 0, sequence: 0 },
  tokens,
  count: 30,
};

describe('experts on the CPU', function () {
  this.timeout(180_000);
  let directory: string;
  let modelPath: string;

  before(async function () {
    if (!isTapPlatform) this.skip();
    directory = await mkdtemp(join(tmpdir(), 'routing-tap-'));
    modelPath = await writeTinyModel(directory, 'deepseek');
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  async function run(expertsOnCpu?: Scenario['expertsOnCpu']): Promise<ScenarioResult> {
    return runScenario({
      modelPath,
      contexts: [{ sequences: 1, batchSize: 32, contextSize: 128 }],
      cases: { generate: [generate] },
      withReader: false,
      useMmap: false,
      ...(expertsOnCpu === undefined ? {} : { expertsOnCpu }),
    });
  }

  const { denseLayers, moeLayers } = tinyArchitectures.deepseek;
  const firstLayers = denseLayers.length + 2;
  const placements = [
    { title: 'the first layers', expertsOnCpu: { firstLayers }, layers: moeLayers.slice(0, 2) },
    { title: 'every layer', expertsOnCpu: 'all', layers: moeLayers },
    { title: 'no layer', expertsOnCpu: { firstLayers: 0 }, layers: [] },
  ] as const;

  for (const { title, expertsOnCpu, layers } of placements) {
    it(`puts the experts of ${title} there, and only these`, async () => {
      const { cases, overrideLog } = await run(expertsOnCpu);
      const overridden = overrideLog.map((line) => /tensor (\S+) .* to (\w+)/.exec(line)?.slice(1));
      const expected = layers.flatMap((layer) =>
        ['gate', 'down', 'up'].map((part) => [`blk.${layer}.ffn_${part}_exps.weight`, 'CPU']),
      );
      assert.deepEqual(overridden.sort(), expected.sort());
      const placement = cases['generate']?.placement ?? [];
      assert.deepEqual(
        placement.map(({ name }) => name).sort(),
        moeLayers
          .flatMap((layer) =>
            ['gate', 'down', 'up'].map((part) => `blk.${layer}.ffn_${part}_exps.weight`),
          )
          .sort(),
      );
      for (const { isSystemMemory, sizeBytes } of placement) {
        assert(isSystemMemory);
        assert(sizeBytes > 0);
      }
    });
  }

  it('leaves what the model generates unchanged', async () => {
    const [usual, onCpu] = [await run(), await run('all')];
    const { generated } = usual.cases['generate'] ?? assert.fail();
    assert.equal(generated[0]?.length, 30);
    assert.deepEqual(onCpu.cases['generate']?.generated, generated);
  });
});
