import assert from 'node:assert/strict';
import type { EngineCall } from '../../../../bench/typing/countingEngine.js';
import { CountingEngine } from '../../../../bench/typing/countingEngine.js';
import {
  cancelTimes,
  decodedTokens,
  promptReuse,
  traceUse,
  wastedDecode,
} from '../../../../bench/typing/engineUse.js';
import type { ReplayResult, ShownGhost } from '../../../../bench/typing/replay.js';
import { sideRow, typingSummary } from '../../../../bench/typing/typingSummary.js';
import { EngineError } from '../../../../src/protocol/engineErrors.js';
import type { GenerateResult } from '../../../../src/protocol/engineProtocol.js';
import { noTokens } from '../../../../src/protocol/requestRecord.js';
import { completionRequest } from '../../../support/engine/requests.js';

const ghost = (delayMs: number, servedBy = 'engine'): ShownGhost => ({
  delayMs,
  servedBy,
  text: 'x',
});

function side(shown: readonly ShownGhost[], changes: Partial<ReplayResult> = {}): ReplayResult {
  const nothing = { grown: [], accepted: 0, keptCharacters: 0 };
  return { asked: 10, shown, ...nothing, latestKeyMs: 1, ...changes };
}

function call(id: string, text: string, tokens: Partial<GenerateResult['tokens']>): EngineCall {
  const result: GenerateResult = {
    text,
    stopReason: 'lineEnd',
    tokens: { ...noTokens, ...tokens },
    phases: [{ name: 'prefill', startMs: 0, durationMs: 50 }],
    model: 'm',
    backend: 'cpu',
  };
  return { id, isAhead: false, result };
}

describe('typingSummary', () => {
  const run = {
    id: 'a',
    kind: 'recorded',
    typedCharacters: 40,
    ours: side([ghost(0, 'editor'), ghost(1, 'typedThrough'), ghost(100), ghost(200)], {
      keptCharacters: 20,
    }),
    baseline: side([ghost(400), ghost(800)], { asked: 20, keptCharacters: 10 }),
    calls: [call('1', 'x', { prompt: 100, reused: 90, prefilled: 10, generated: 5 })],
    blockedMs: 3.14,
    longestCallMs: 2,
  } as const;

  it('compares all that was shown, what was asked for, and what asked the engine', () => {
    const summary = typingSummary([run]);
    assert.equal(summary.medianRatio, Number((100 / 600).toFixed(4)));
    assert.equal(summary.p95Ratio, Number((190 / 780).toFixed(4)));
    assert.equal(summary.engineMedianRatio, 0.25);
    assert.equal(summary.shownRate, 0.4);
    assert.equal(summary.baselineShownRate, 0.1);
    assert.equal(summary.keptRatio, 2);
    assert.equal(summary.keptPerTyped, 0.5);
    assert.equal(summary.promptReuse, 0.9);
    assert.equal(summary.hostBlockedMs, 3.1);
  });

  it('puts traces together before it compares, so that long ones count more', () => {
    const other = { ...run, ours: side([], { asked: 30 }), blockedMs: 9, calls: [] };
    const summary = typingSummary([run, other]);
    assert.equal(summary.shownRate, 0.1);
    assert.equal(summary.keptRatio, 1);
    assert.equal(summary.hostBlockedMs, 9);
  });

  it('says null where there is nothing to compare', () => {
    const nothing = { ...run, baseline: side([]), calls: [] };
    const { medianRatio, keptRatio, promptReuse: reuse } = typingSummary([nothing]);
    assert.deepEqual([medianRatio, keptRatio, reuse], [null, null, null]);
    assert.equal(sideRow(side([])).medianMs, null);
  });

  it('lists what served', () => {
    assert.deepEqual(sideRow(run.ours).servedBy, {
      editor: { shown: 1, medianMs: 0 },
      engine: { shown: 2, medianMs: 150 },
      typedThrough: { shown: 1, medianMs: 1 },
    });
  });
});

describe('the use of the engine', () => {
  it('counts decoded tokens as used as far as their text was shown', () => {
    const calls = [
      call('1', 'abcd', { generated: 8 }),
      call('2', 'abcd', { generated: 8 }),
      call('3', '', { generated: 4 }),
    ];
    const shown = [
      { ...ghost(1), engineRequest: '1', text: 'b' },
      { ...ghost(1), engineRequest: '1', text: 'a' },
    ];
    assert.equal(wastedDecode([{ calls, shown }]), 1 - 4 / 20);
    assert.ok(Number.isNaN(wastedDecode([])));
  });

  it('tells where decoded tokens went', () => {
    const stopped = call('2', 'ab', { generated: 3 });
    const calls = [
      call('1', 'abcd', { generated: 8 }),
      { ...stopped, result: { ...stopped.result, stopReason: 'aborted' as const } },
      { ...call('3', 'x', { generated: 5 }), isAhead: true },
      call('4', 'y', { generated: 7 }),
    ];
    const shown = [{ ...ghost(1), engineRequest: '1', text: 'ab' }];
    assert.deepEqual(decodedTokens([{ calls, shown }]), {
      shown: 4,
      cut: 4,
      unshown: 7,
      stopped: 3,
      ahead: 5,
    });
  });

  it('counts the block that a shown line got as far as it was seen', () => {
    const calls = [
      call('1', 'if (x) {', { generated: 4 }),
      { ...call('2', '\n  go();\n}zz', { generated: 6 }), isAhead: true },
    ];
    const line = { ...ghost(1), engineRequest: '1', text: 'if (x) {' };
    const grown = { ...ghost(1), engineRequest: '2', text: 'if (x) {\n  go();\n}' };
    assert.equal(decodedTokens([traceUse(calls, side([line], { grown: [grown] }))]).shown, 9);
    assert.equal(decodedTokens([traceUse(calls, side([line]))]).ahead, 6);
  });

  it('knows the requests of different traces apart', () => {
    const calls = [call('1', 'ab', { generated: 2 })];
    const shown = [{ ...ghost(1), engineRequest: '1', text: 'ab' }];
    assert.equal(
      wastedDecode([
        { calls, shown },
        { calls, shown: [] },
      ]),
      0.5,
    );
  });

  it('takes line ends of the document for the line ends of the model', () => {
    const calls = [call('1', 'a\nb', { generated: 3 })];
    const shown = [{ ...ghost(1), engineRequest: '1', text: 'a\r\nb' }];
    assert.equal(wastedDecode([{ calls, shown }]), 0);
  });

  it('sums reuse over tokens, not over requests', () => {
    const calls = [
      call('1', '', { prompt: 900, reused: 900 }),
      call('2', '', { prompt: 100, reused: 0 }),
    ];
    assert.equal(promptReuse(calls), 0.9);
  });

  it('measures cancellations against a chunk of the prompt', () => {
    const prefill = call('1', '', { prefilled: 128 });
    const cancelled = { ...call('2', '', {}), cancelMs: 50 };
    assert.deepEqual(cancelTimes([prefill, cancelled]), {
      count: 1,
      medianMs: 50,
      p95Ms: 50,
      longestMs: 50,
      chunkMs: 100,
      longestOverChunk: 0.5,
    });
    assert.deepEqual(cancelTimes([prefill]), { count: 0 });
  });
});

describe('CountingEngine', () => {
  it('keeps answers with their cancellation, and waits for all', async () => {
    let answer = (): void => undefined;
    const { result } = call('1', 'x', {});
    const engine = new CountingEngine({
      state: { kind: 'stopped' },
      generate: () =>
        new Promise((resolve) => {
          answer = () => {
            resolve(result);
          };
        }),
    });
    const controller = new AbortController();
    void engine.generate(completionRequest({ id: 'q' }), controller.signal);
    controller.abort();
    let isIdle = false;
    const idle = engine.idle().then(() => (isIdle = true));
    await Promise.resolve();
    assert.equal(isIdle, false);
    answer();
    await idle;
    assert.equal(engine.calls[0]?.id, 'q');
    assert.ok((engine.calls[0].cancelMs ?? -1) >= 0);
  });

  it('lets failures through and does not count them', async () => {
    const engine = new CountingEngine({
      state: { kind: 'stopped' },
      generate: () => Promise.reject(new EngineError('internal', 'broken')),
    });
    await assert.rejects(
      engine.generate(completionRequest(), new AbortController().signal),
      /broken/,
    );
    await engine.idle();
    assert.deepEqual(engine.calls, []);
  });
});
