import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { readRecordedTrace } from '../../../../bench/typing/readRecordedTrace.js';
import { spreadSeconds } from '../../../../bench/typing/spreadSeconds.js';
import { applyStep } from '../../../../bench/typing/typingTrace.js';

const identity = { id: 'mine', language: 'svelte', path: 'src/App.svelte' };

function recording(
  endContent: string,
  ...txns: readonly [time: string, ...patches: [number, number, string][]][]
): Buffer {
  return gzipSync(
    JSON.stringify({
      startContent: '',
      endContent,
      txns: txns.map(([time, ...patches]) => ({ time, patches })),
    }),
  );
}

describe('readRecordedTrace', () => {
  it('takes the first transaction for the file as it was opened', () => {
    const trace = readRecordedTrace(
      identity,
      recording(
        'abc',
        ['1970-01-01T00:00:00.000Z', [0, 0, 'a']],
        ['2020-10-18T07:27:11.000Z', [1, 0, 'b']],
        ['2020-10-18T07:27:12.000Z', [2, 0, 'c']],
      ),
    );
    assert.equal(trace.text, 'a');
    assert.equal(trace.steps.reduce(applyStep, trace.text), 'abc');
    const [first = 0, second = 0] = trace.steps.map(({ atMs }) => atMs);
    assert.equal(Math.floor(first / 1_000), Date.parse('2020-10-18T07:27:11.000Z') / 1_000);
    assert.ok(second > first);
  });

  it('turns code points into UTF-16 units', () => {
    const trace = readRecordedTrace(
      identity,
      recording(
        '😀x😀',
        ['1970-01-01T00:00:00.000Z', [0, 0, '😀ä😀']],
        ['2020-10-18T07:27:11.000Z', [1, 1, 'xy'], [2, 1, '']],
      ),
    );
    assert.deepEqual(trace.steps[0]?.edits, [
      { offset: 2, deleted: 1, inserted: 'xy' },
      { offset: 3, deleted: 1, inserted: '' },
    ]);
  });

  it('refuses a recording that does not give the text it ends with', () => {
    const wrong = recording('b', ['1970-01-01T00:00:00.000Z', [0, 0, 'a']]);
    assert.throws(() => readRecordedTrace(identity, wrong), /mine does not give/);
  });
});

describe('spreadSeconds', () => {
  it('keeps the order and the second, and no two at once', () => {
    const times = [1_000, 1_000, 1_000, 2_000, 5_000, 5_000];
    const spread = spreadSeconds(times, 7);
    for (const [index, timeMs] of spread.entries()) {
      assert.equal(Math.floor(timeMs / 1_000) * 1_000, times[index]);
      assert.ok(timeMs > (spread[index - 1] ?? 0));
    }
    assert.deepEqual(spread, spreadSeconds(times, 7));
    assert.notDeepEqual(spread, spreadSeconds(times, 8));
  });
});
