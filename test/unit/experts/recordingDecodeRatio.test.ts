import assert from 'node:assert/strict';
import type { RequestRow, RoutingDetail } from '../../../src/protocol/expertsView.js';
import { noTokens } from '../../../src/protocol/requestRecord.js';
import { recordingDecodeRatio } from '../../../src/webviews/experts/engine/recordingDecodeRatio.js';

interface Shown {
  readonly routing: RoutingDetail;
  readonly speed: number;
  readonly model?: string;
  readonly backend?: string;
  readonly generated?: number;
}

function rowsOf(...shown: readonly Shown[]): RequestRow[] {
  return shown.map(({ routing, speed, model = 'm', backend = 'cuda', generated = 40 }, index) => ({
    record: {
      id: String(index),
      kind: 'completion',
      model,
      backend,
      startedAtMs: 0,
      phases: [],
      tokens: { ...noTokens, generated },
      source: 'engine',
      outcome: { kind: 'offered' },
    },
    measures: { totalMs: 1, tokensPerSecond: speed },
    routing,
  }));
}

const recorded = [96, 90, 97, 98, 120].map((speed): Shown => ({ routing: 'full', speed }));
const unrecorded = [80, 99, 100, 101, 130].map((speed): Shown => ({ routing: 'none', speed }));

describe('recordingDecodeRatio', () => {
  it('compares the medians of both sides', () => {
    assert.equal(recordingDecodeRatio(rowsOf(...recorded, ...unrecorded), 'm', 'cuda'), 0.97);
  });

  it('counts requests whose ids have been dropped as recorded', () => {
    const dropped = recorded.map((one): Shown => ({ ...one, routing: 'counts' }));
    assert.equal(recordingDecodeRatio(rowsOf(...dropped, ...unrecorded), 'm', 'cuda'), 0.97);
  });

  it('says nothing while either side has too few', () => {
    const fewer = [
      rowsOf(...recorded, ...unrecorded.slice(1)),
      rowsOf(...recorded.slice(1), ...unrecorded),
    ];
    for (const rows of [[], rowsOf(...recorded), ...fewer]) {
      assert.equal(recordingDecodeRatio(rows, 'm', 'cuda'), undefined);
    }
  });

  it('leaves out other models and backends, short answers and running requests', () => {
    const others: Shown[] = Array.from({ length: 9 }).flatMap((): Shown[] => [
      { routing: 'full', speed: 1, model: 'other' },
      { routing: 'full', speed: 1, backend: 'cpu' },
      { routing: 'full', speed: 1, generated: 15 },
      { routing: 'recording', speed: 1 },
    ]);
    const rows = rowsOf(...others, ...recorded, ...unrecorded);
    assert.equal(recordingDecodeRatio(rows, 'm', 'cuda'), 0.97);
    assert.equal(recordingDecodeRatio(rowsOf(...others, ...unrecorded), 'm', 'cuda'), undefined);
  });
});
