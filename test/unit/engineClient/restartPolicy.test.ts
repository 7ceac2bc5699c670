import assert from 'node:assert/strict';
import { RestartPolicy, stablePeriodMs } from '../../../src/engineClient/restartPolicy.js';
import { FakeClock } from '../../support/fakeClock.js';

describe('RestartPolicy', () => {
  it('backs off 1, 2, 4 s and then gives up', () => {
    const policy = new RestartPolicy(new FakeClock());
    const delays = [1, 2, 3, 4, 5].map(() => policy.noteCrash()?.delayMs);
    assert.deepEqual(delays, [1_000, 2_000, 4_000, undefined, undefined]);
  });

  it('starts a new series after a stable period, not before', () => {
    const clock = new FakeClock();
    const policy = new RestartPolicy(clock);
    policy.noteCrash();
    policy.noteRunning();
    clock.advance(stablePeriodMs - 1);
    assert.equal(policy.noteCrash()?.attempt, 2);
    policy.noteRunning();
    clock.advance(stablePeriodMs);
    assert.equal(policy.noteCrash()?.attempt, 1);
  });

  it('does not count time before the process answered as stable', () => {
    const clock = new FakeClock();
    const policy = new RestartPolicy(clock);
    policy.noteCrash();
    clock.advance(stablePeriodMs * 2);
    assert.equal(policy.noteCrash()?.attempt, 2);
  });

  it('forgets crashes when the user starts afresh', () => {
    const policy = new RestartPolicy(new FakeClock());
    for (let crash = 0; crash < 4; crash++) policy.noteCrash();
    policy.reset();
    assert.deepEqual(policy.noteCrash(), { attempt: 1, delayMs: 1_000 });
  });
});
