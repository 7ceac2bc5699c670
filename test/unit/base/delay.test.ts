import assert from 'node:assert/strict';
import { delay } from '../../../src/base/delay.js';
import { FakeClock } from '../../support/fakeClock.js';

describe('delay', () => {
  it('resolves when the time has passed', async () => {
    const clock = new FakeClock();
    let passed: boolean | undefined;
    const waiting = delay(clock, 100, new AbortController().signal).then(
      (value) => (passed = value),
    );
    clock.advance(99);
    await Promise.resolve();
    assert.equal(passed, undefined);
    clock.advance(1);
    await waiting;
    assert.equal(passed, true);
  });

  it('resolves at once with false when it is aborted, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const waiting = delay(clock, 100, abort.signal);
    abort.abort();
    assert.equal(await waiting, false);
    assert.equal(clock.pending, 0);
    assert.equal(await delay(clock, 100, abort.signal), false);
    assert.equal(clock.pending, 0);
  });
});
