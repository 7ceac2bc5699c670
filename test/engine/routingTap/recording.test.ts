import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeTinyModel } from '../../support/tinyModels/writeTinyModel.js';
import { assertNothingKept } from './support/compareRouting.js';
import { runScenario } from './support/runScenario.js';
import type { LaneRef, ScenarioStep } from './support/scenario.js';
import { isTapPlatform } from './support/tapFiles.js';

const lane: LaneRef = { context: 0, sequence: 0 };
const contexts = [{ sequences: 1, batchSize: 32, contextSize: 512 }];

function tokensFrom(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i);
}

describe('routing tap: recording', function () {
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

  it('goes on and off at run time, and counts what a graph without taps computed', async () => {
    const steps: ScenarioStep[] = [
      { do: 'prefill', at: lane, tokens: tokensFrom(40, 16) },
      { do: 'setEnabled', enabled: true },
      // Same shape as before, so llama.cpp uses its graph again, and that one has no taps.
      { do: 'prefill', at: lane, tokens: tokensFrom(60, 16) },
      { do: 'decode', at: lane, tokens: tokensFrom(80, 5) },
      { do: 'setEnabled', enabled: false },
      { do: 'decode', at: lane, tokens: tokensFrom(90, 3) },
      { do: 'setEnabled', enabled: true },
      { do: 'decode', at: lane, tokens: tokensFrom(100, 2) },
      { do: 'prefill', at: lane, tokens: tokensFrom(110, 12) },
    ];
    const result = await runScenario({
      modelPath,
      contexts,
      cases: { toggled: steps },
      enabledAtStart: false,
      withReader: false,
    });
    const { batches, stats } = result.cases['toggled'] ?? assert.fail();
    assert.deepEqual(
      batches.flatMap(({ tokens }) => tokens),
      [...tokensFrom(80, 5), ...tokensFrom(100, 2), ...tokensFrom(110, 12)],
    );
    assert.equal(stats['rowsUntapped'], 16);
    assert.equal(stats['rowsMeasured'], 19);
  });

  it('drops the oldest when nobody takes them, and counts every token', async () => {
    const steps: ScenarioStep[] = [{ do: 'generate', at: lane, tokens: [50, 51], count: 120 }];
    const result = await runScenario({
      modelPath,
      contexts,
      cases: { full: steps },
      ringCapacityBytes: 8192,
      withReader: false,
    });
    const { batches, fed, stats } = result.cases['full'] ?? assert.fail();
    const kept = batches.flatMap(({ positions }) => positions);
    assert(kept.length > 0 && kept.length < fed.length);
    assert.deepEqual(kept, tokensFrom(fed.length - kept.length, kept.length), 'the newest stay');
    assert.equal(stats['rowsOverflowed'], fed.length - kept.length);
    assert.equal(stats['rowsMeasured'], fed.length);
    assertNothingKept(result);
  });

  it('adds no node to the graph of a decode, and one copy to the host', async () => {
    const steps: ScenarioStep[] = [{ do: 'decode', at: lane, tokens: tokensFrom(60, 12) }];
    const cases = { decode: steps };
    const [on, off] = await Promise.all(
      [true, false].map(async (enabledAtStart) => {
        const scenario = { modelPath, contexts, cases, enabledAtStart, withReader: false };
        return (await runScenario(scenario)).cases['decode'] ?? assert.fail();
      }),
    );
    assert.ok(on && off);
    assert.equal(on.stats['rowsMeasured'], 12);
    assert.equal(off.stats['rowsMeasured'], 0);
    assert.ok((off.stats['graphNodes'] ?? 0) > 100);
    assert.equal(on.stats['graphNodes'], off.stats['graphNodes']);
    assert.equal(on.stats['graphSplits'], off.stats['graphSplits']);
    assert.equal(on.stats['hostCopies'], 12);
    assert.equal(off.stats['hostCopies'], 0);
  });

  it('does not change what a model generates', async () => {
    const steps: ScenarioStep[] = [
      { do: 'generate', at: lane, tokens: tokensFrom(40, 30), count: 60 },
    ];
    const outputs = [];
    for (const enabledAtStart of [true, false]) {
      const cases = { generate: steps };
      const result = await runScenario({
        modelPath,
        contexts,
        cases,
        enabledAtStart,
        withReader: false,
      });
      outputs.push(result.cases['generate']?.generated);
    }
    assert.equal(outputs[0]?.[0]?.length, 60);
    assert.deepEqual(outputs[0], outputs[1]);
  });
});
