import assert from 'node:assert/strict';
import {
  Heartbeat,
  heartbeatIntervalMs,
  heartbeatMisses,
  heartbeatTimeoutMs,
} from '../../../src/engineClient/heartbeat.js';
import { FakeClock } from '../../support/fakeClock.js';
import { until } from '../../support/until.js';

describe('Heartbeat', () => {
  const toleranceMs = heartbeatTimeoutMs * heartbeatMisses;
  let clock: FakeClock;
  let beats: { resolve(value: unknown): void; reject(error: Error): void }[];
  let hangs: number;
  let heartbeat: Heartbeat;

  beforeEach(() => {
    clock = new FakeClock();
    beats = [];
    hangs = 0;
    heartbeat = new Heartbeat(
      () =>
        new Promise((resolve, reject) => {
          beats.push({ resolve, reject });
        }),
      () => hangs++,
      clock,
    );
  });

  it('beats again after each answer', async () => {
    for (let beat = 0; beat < 5; beat++) {
      clock.advance(heartbeatIntervalMs);
      assert.equal(beats.length, beat + 1);
      clock.advance(heartbeatTimeoutMs - 1);
      beats[beat]?.resolve(null);
      await until(() => clock.pending === 1, 'the next beat is scheduled');
      await Promise.resolve();
    }
    assert.equal(hangs, 0);
  });

  it('reports a hang once, after every miss, with a single beat outstanding', () => {
    clock.advance(heartbeatIntervalMs + toleranceMs - 1);
    assert.equal(hangs, 0);
    assert.equal(beats.length, 1);
    clock.advance(1);
    assert.equal(hangs, 1);
    clock.advance(toleranceMs * 10);
    assert.equal(hangs, 1);
    assert.equal(clock.pending, 0);
  });

  it('takes a late answer as a sign of life', async () => {
    clock.advance(heartbeatIntervalMs + toleranceMs - 1);
    beats[0]?.resolve(null);
    await new Promise(setImmediate);
    clock.advance(heartbeatIntervalMs);
    assert.equal(beats.length, 2);
    clock.advance(toleranceMs - 1);
    assert.equal(hangs, 0);
  });

  it('is quiet after its end and after the end of the process', async () => {
    clock.advance(heartbeatIntervalMs);
    beats[0]?.reject(new Error('gone'));
    await new Promise(setImmediate);
    clock.advance(toleranceMs * 2);
    heartbeat.dispose();
    assert.equal(hangs, 0);
    assert.equal(clock.pending, 0);
  });
});
