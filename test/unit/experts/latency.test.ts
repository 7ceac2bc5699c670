import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentile } from '../../../src/base/percentile.js';
import { measureRequest } from '../../../src/features/experts/core/measureRequest.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import { noTokens } from '../../../src/protocol/requestRecord.js';
import {
  percentilesOf,
  rollingPercentiles,
  shownPercentiles,
} from '../../../src/webviews/experts/timing/rollingPercentiles.js';
import { ticksTo, waterfallOf } from '../../../src/webviews/experts/timing/waterfallRows.js';

const record: RequestRecord = {
  id: 'a',
  kind: 'completion',
  startedAtMs: 0,
  phases: [
    { name: 'wait', startMs: 0, durationMs: 75 },
    { name: 'prefill', startMs: 75, durationMs: 20 },
    { name: 'shown', startMs: 95, durationMs: 0 },
    { name: 'accepted', startMs: 2_000, durationMs: 0 },
  ],
  tokens: { ...noTokens, prompt: 10, reused: 5, prefilled: 5 },
  source: 'engine',
  outcome: { kind: 'accepted' },
};

describe('percentiles', () => {
  it('interpolates between neighbours', () => {
    assert.equal(percentile([1, 2, 3, 4], 0.5), 2.5);
    assert.equal(percentile([10], 0.95), 10);
    assert.ok(Number.isNaN(percentile([], 0.5)));
    assert.deepEqual(percentilesOf([3, NaN, 1, 2, 4, 5]), { count: 5, p50: 3, p75: 4, p95: 4.8 });
  });

  it('rolls over the last values only', () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (given, window) => {
        const series = rollingPercentiles(given, window);
        given.forEach((_, index) => {
          const last = given.slice(Math.max(0, index - window + 1), index + 1);
          last.sort((a, b) => a - b);
          shownPercentiles.forEach((share, at) => {
            assert.equal(series[at]?.[index], percentile(last, share));
          });
        });
      }),
    );
  });
});

describe('measureRequest', () => {
  it('leaves out the wait and what the user does, and what did not happen', () => {
    assert.deepEqual(measureRequest(record), { totalMs: 20, reuseShare: 0.5 });
    assert.deepEqual(measureRequest({ ...record, phases: [], tokens: noTokens }), { totalMs: 0 });
  });
});

describe('waterfallOf', () => {
  it('ends its axis before the user acts and marks what comes later', () => {
    const { rows, endMs } = waterfallOf(record);
    assert.equal(endMs, 95);
    const accepted = rows.find(({ name }) => name === 'accepted');
    assert.deepEqual(accepted?.bar, {
      startMs: 95,
      durationMs: 0,
      isInstant: true,
      isBeyond: true,
    });
    assert.equal(rows.find(({ name }) => name === 'prefill')?.note, '5 new, 5 reused');
    assert.equal(rows.find(({ name }) => name === 'decode')?.bar, undefined);
  });

  it('has a few round ticks from 0 to the end', () => {
    assert.deepEqual(ticksTo(95), [0, 50]);
    assert.deepEqual(ticksTo(450), [0, 200, 400]);
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1e6, noNaN: true }), (endMs) => {
        const ticks = ticksTo(endMs);
        assert.ok(ticks.length >= 2 && ticks.length <= 4, String(ticks));
        assert.ok((ticks.at(-1) ?? Infinity) <= endMs);
      }),
    );
  });
});
