import assert from 'node:assert/strict';
import { RecordBuilder } from '../../../src/protocol/recordBuilder.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import { FakeClock } from '../../support/fakeClock.js';
import { resultOf } from '../completion/scriptedEngine.js';

function phasesOf(record: RequestRecord): (readonly [string, number, number])[] {
  return record.phases.map(({ name, startMs, durationMs }) => [name, startMs, durationMs]);
}

describe('RecordBuilder', () => {
  let clock: FakeClock;
  let builder: RecordBuilder;

  beforeEach(() => {
    clock = new FakeClock();
    clock.advance(5_000);
    builder = new RecordBuilder({ id: 'a', kind: 'completion', fileName: 'a.ts' }, clock);
  });

  it('measures on the request’s own axis, also what throws', async () => {
    clock.advance(3);
    assert.throws(() =>
      builder.measure('context', () => {
        clock.advance(4);
        throw new Error('no context');
      }),
    );
    await builder.measureAsync('wait', () => {
      clock.advance(10);
      return Promise.resolve();
    });
    builder.instant('shown');
    assert.deepEqual(phasesOf(builder.record), [
      ['context', 3, 4],
      ['wait', 7, 10],
      ['shown', 17, 0],
    ]);
  });

  it('puts the engine’s phases in the middle of the round trip', () => {
    clock.advance(100);
    builder.engineAnswered(resultOf('x', 'lineEnd'), 60, 100);
    assert.deepEqual(phasesOf(builder.record), [
      ['queue', 70, 1],
      ['prefill', 71, 10],
      ['decode', 81, 9],
    ]);
  });

  it('counts of a shared answer only what fell into this request', () => {
    clock.advance(10);
    builder.engineAnswered(resultOf('x', 'lineEnd'), -10, 10);
    assert.deepEqual(phasesOf(builder.record), [
      ['prefill', 0, 1],
      ['decode', 1, 9],
    ]);
  });

  it('adds up the tokens of two answers', () => {
    builder.engineAnswered(resultOf('x', 'lineEnd'), 0, 20);
    builder.engineAnswered(resultOf('yy', 'timeLimit'), 20, 40);
    assert.deepEqual(builder.record.tokens, {
      prompt: 200,
      reused: 160,
      prefilled: 40,
      generated: 3,
    });
    assert.equal(builder.record.stopReason, 'timeLimit');
  });

  it('gives records that later steps do not change', () => {
    const before = builder.record;
    builder.instant('shown');
    builder.end({ kind: 'offered' });
    assert.deepEqual(before.phases, []);
    assert.equal(before.outcome.kind, 'pending');
  });
});
