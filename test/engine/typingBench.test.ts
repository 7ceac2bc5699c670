import assert from 'node:assert/strict';
import path from 'node:path';
import type { Grammars } from '../../bench/support/startGrammars.js';
import { startGrammars } from '../../bench/support/startGrammars.js';
import { BaselineModel } from '../../bench/typing/baselineModel.js';
import { livelyWindow } from '../../bench/typing/traceWindow.js';
import { typeTrace } from '../../bench/typing/typeTrace.js';
import { sideRow, typingSummary } from '../../bench/typing/typingSummary.js';
import type { TestEngine } from '../support/engine/startEngine.js';
import { startEngine } from '../support/engine/startEngine.js';
import { codeText } from '../support/engine/codeText.js';
import { cpuLoad } from '../support/engine/requests.js';
import { largeContext } from '../support/tinyModels/buildTinyModel.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const contextSize = 4096;
const baselineFile = path.resolve('out/bench/typing/baselineProcess.mjs');
const text = `${codeText(3, 20)}\n  const sum = add`;
/** Long enough for either side to answer, even on a busy machine. */
const pauseMs = 4_000;

const window = livelyWindow(
  {
    id: 'tiny',
    kind: 'synthetic',
    language: 'typescript',
    path: 'src/tiny.ts',
    text,
    steps: Array.from('(first, second);', (inserted, index) => ({
      atMs: index * 60 + (index > 12 ? pauseMs : 0),
      edits: [{ offset: text.length + index, deleted: 0, inserted }],
    })),
  },
  30,
);

describe('bench:typing with a tiny model', function () {
  this.timeout(180_000);
  let engine: TestEngine;
  let grammars: Grammars;
  let baseline: BaselineModel;

  before(async () => {
    engine = await startEngine();
    grammars = await startGrammars();
    const modelPath = await writeTinyModel(engine.directory, 'qwen3Moe', largeContext);
    await engine.client.loadModel(cpuLoad(modelPath, { contextSize }));
    baseline = await BaselineModel.open(baselineFile, { modelPath, contextSize, threads: 1 });
  });
  after(async () => {
    baseline.dispose();
    await grammars.dispose();
    await engine.dispose();
  });

  it('types a window on both sides and counts what was asked', async () => {
    const run = await typeTrace(
      window,
      { engine: engine.client, scope: grammars.scope },
      baseline,
      true,
    );
    assert.equal(run.ours.asked, 16);
    assert.equal(run.baseline.asked, 16);
    assert.equal(run.typedCharacters, 16);
    assert.ok(run.calls.length >= 2, 'the engine was hardly asked');
    assert.ok(run.calls.some(({ result }) => result.tokens.reused > 0));
    const summary = typingSummary([run]);
    assert.ok((summary.promptReuse ?? 0) > 0.2, String(summary.promptReuse));
    for (const side of [run.ours, run.baseline]) {
      const { shown, medianMs } = sideRow(side);
      assert.ok(
        shown > 0 && medianMs !== null && medianMs < pauseMs,
        JSON.stringify(sideRow(side)),
      );
    }
    const quickest = Math.min(...run.baseline.shown.map(({ delayMs }) => delayMs));
    assert.ok(quickest >= 300, 'the baseline waits 300 ms after each key');
  });

  it('ends a request of the baseline when it is aborted', async () => {
    const controller = new AbortController();
    const answer = baseline.complete(codeText(4, 250), '', 2_000, controller.signal);
    controller.abort();
    assert.equal(await answer, undefined);
    const next = await baseline.complete('const a = ', ';\n', 4, new AbortController().signal);
    assert.ok(next !== undefined);
  });
});
