import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  AdaptiveWait,
  longestWaitMs,
} from '../../../src/features/completion/core/trigger/adaptiveWait.js';
import { FakeClock } from '../../support/fakeClock.js';

const shortestMs = 50;

describe('AdaptiveWait', () => {
  let clock: FakeClock;
  let wait: AdaptiveWait;

  beforeEach(() => {
    clock = new FakeClock();
    wait = new AdaptiveWait(clock);
  });

  function typeWithGap(gapMs: number, times = 10): void {
    for (let count = 0; count < times; count++) {
      clock.advance(gapMs);
      wait.keyTyped();
    }
  }

  it('is the shortest that the settings allow while no rhythm is known', () => {
    assert.equal(wait.waitMs(shortestMs), 50);
    typeWithGap(400, 4);
    assert.equal(wait.waitMs(shortestMs), 50);
    assert.equal(wait.waitMs(0), 0);
  });

  it('becomes the typist’s own pause', () => {
    typeWithGap(180);
    assert.equal(wait.waitMs(shortestMs), 180);
    typeWithGap(90, 20);
    assert.equal(wait.waitMs(shortestMs), 90);
  });

  it('takes the time off that the model needs anyway', () => {
    typeWithGap(300);
    wait.answered(100);
    wait.answered(140);
    assert.equal(wait.waitMs(shortestMs), 180);
    for (let count = 0; count < 10; count++) wait.answered(2_000);
    assert.equal(wait.waitMs(shortestMs), 50);
  });

  it('does not take a rest for rhythm', () => {
    typeWithGap(120);
    clock.advance(60_000);
    wait.keyTyped();
    assert.equal(wait.waitMs(shortestMs), 120);
  });

  it('is none right after an acceptance, until the next key', () => {
    typeWithGap(200);
    wait.accepted();
    assert.equal(wait.waitMs(shortestMs), 0);
    wait.keyTyped();
    assert.equal(wait.waitMs(shortestMs), 200);
  });

  it('grows with every suggestion that was read and not taken, up to a bound', () => {
    typeWithGap(200);
    wait.dismissed(900);
    assert.equal(wait.waitMs(shortestMs), 250);
    for (let count = 0; count < 20; count++) wait.dismissed(900);
    assert.equal(wait.waitMs(shortestMs), 500);
    wait.accepted();
    wait.keyTyped();
    assert.equal(wait.waitMs(shortestMs), 200);
  });

  it('does not mind suggestions that were typed over before they could be read', () => {
    typeWithGap(200);
    for (let count = 0; count < 20; count++) wait.dismissed(120);
    assert.equal(wait.waitMs(shortestMs), 200);
  });

  it('stays within its bounds whatever happens, and does the same again for the same events', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('key' as const), ms: fc.nat(5_000) }),
      fc.record({ kind: fc.constant('answered' as const), ms: fc.nat(5_000) }),
      fc.record({ kind: fc.constant('dismissed' as const), ms: fc.nat(5_000) }),
    );
    const run = (events: readonly { kind: string; ms: number }[]): number[] => {
      const ownClock = new FakeClock();
      const own = new AdaptiveWait(ownClock);
      return events.map(({ kind, ms }) => {
        if (kind === 'answered') own.answered(ms);
        else if (kind === 'dismissed') own.dismissed(ms);
        else {
          ownClock.advance(ms);
          own.keyTyped();
        }
        return own.waitMs(shortestMs);
      });
    };
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const waits = run(events);
        assert.ok(waits.every((ms) => ms >= shortestMs && ms <= longestWaitMs));
        assert.deepEqual(run(events), waits);
      }),
    );
  });

  it('lets a longer wait of the settings stand', () => {
    typeWithGap(200);
    assert.equal(wait.waitMs(3_000), 3_000);
  });
});
