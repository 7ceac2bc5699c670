import assert from 'node:assert/strict';
import { PhaseTimer } from '../../../src/generation/phaseTimer.js';

describe('PhaseTimer', () => {
  let nowMs: number;
  let timer: PhaseTimer;

  beforeEach(() => {
    nowMs = 5_000;
    timer = new PhaseTimer(() => nowMs);
  });

  it('puts phases on an axis that begins with the timer, each ending the one before', () => {
    timer.begin('queue');
    nowMs += 3;
    timer.begin('prefill');
    nowMs += 40;
    timer.begin('decode');
    nowMs += 7;
    timer.end();
    assert.deepEqual(timer.phases, [
      { name: 'queue', startMs: 0, durationMs: 3 },
      { name: 'prefill', startMs: 3, durationMs: 40 },
      { name: 'decode', startMs: 43, durationMs: 7 },
    ]);
  });

  it('leaves gaps between an end and the next beginning', () => {
    timer.begin('queue');
    nowMs += 1;
    timer.end();
    nowMs += 10;
    timer.begin('decode');
    timer.end();
    assert.deepEqual(timer.phases[1], { name: 'decode', startMs: 11, durationMs: 0 });
  });

  it('ends a phase once', () => {
    timer.begin('queue');
    timer.end();
    timer.end();
    assert.equal(timer.phases.length, 1);
  });

  it('tells the duration of an ended phase, and 0 for one that never was', () => {
    timer.begin('decode');
    nowMs += 9;
    assert.equal(timer.durationMs('decode'), 0);
    timer.end();
    assert.equal(timer.durationMs('decode'), 9);
    assert.equal(timer.durationMs('prefill'), 0);
  });
});
