import assert from 'node:assert/strict';
import { handshakeTimeoutMs } from '../../../src/engineClient/engineSession.js';
import {
  heartbeatIntervalMs,
  heartbeatMisses,
  heartbeatTimeoutMs,
} from '../../../src/engineClient/heartbeat.js';
import { stablePeriodMs } from '../../../src/engineClient/restartPolicy.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { EngineHarness } from '../../support/fakeEngine/engineHarness.js';
import { until } from '../../support/until.js';

const isGone = (error: unknown): boolean => EngineError.is(error, 'engineGone');

describe('life of the engine process', () => {
  let harness: EngineHarness;
  const use = (...prepare: ConstructorParameters<typeof EngineHarness>): EngineHarness =>
    (harness = new EngineHarness(...prepare));

  afterEach(() => {
    harness.end();
  });

  it('starts with the first request only', async () => {
    const { client, processes } = use((process) => {
      process.answer('countTokens', () => 2);
    });
    assert.equal(client.state.kind, 'stopped');
    assert.equal(processes.length, 0);
    assert.deepEqual(await Promise.all([client.countTokens('a'), client.countTokens('b')]), [2, 2]);
    assert.equal(processes.length, 1);
    assert.deepEqual(harness.kinds, ['starting', 'idle']);
  });

  it('tells the engine its storage folder and protocol version', async () => {
    const { client } = use();
    await client.start();
    assert.deepEqual(harness.process(0).received[0], {
      name: 'initialize',
      params: { protocolVersion: 1, storageDirectory: '/storage' },
    });
  });

  it('gives up at once on an engine of another version', async () => {
    const { client, processes, clock } = use((process) => {
      process.answer('initialize', () => ({
        protocolVersion: 99,
        processId: 1,
        nodeVersion: '',
        runtimeVersion: '',
      }));
    });
    await assert.rejects(client.start(), (error) => EngineError.is(error, 'protocolMismatch'));
    assert.equal(client.state.kind, 'crashed');
    assert.equal(harness.process(0).disconnected, true);
    clock.advance(60_000);
    assert.equal(processes.length, 1);
  });

  it('kills and restarts an engine that does not answer the handshake', async () => {
    const { client, clock } = use((process, index) => {
      if (index === 0) process.ignore('initialize');
    });
    const started = client.start();
    await harness.untilReceived(0, 'initialize');
    clock.advance(handshakeTimeoutMs);
    assert.equal(harness.process(0).killed, true);
    assert.equal(client.state.kind, 'restarting');
    clock.advance(1_000);
    await started;
    assert.equal(client.state.kind, 'idle');
  });

  it('restarts after 1, 2 and 4 s, then stays down until the user restarts it', async () => {
    const { client, clock, processes } = use();
    await client.start();
    for (const [index, delayMs] of [1_000, 2_000, 4_000].entries()) {
      harness.process(index).die('signal SIGABRT');
      assert.deepEqual(client.state, {
        kind: 'restarting',
        attempt: index + 1,
        delayMs,
        cause: 'signal SIGABRT',
      });
      clock.advance(delayMs - 1);
      await new Promise(setImmediate);
      assert.equal(processes.length, index + 1);
      clock.advance(1);
      await harness.untilState('idle');
    }
    harness.process(3).die('exit code 7');
    assert.deepEqual(client.state, { kind: 'crashed', cause: 'exit code 7' });
    clock.advance(3_600_000);
    await new Promise(setImmediate);
    assert.equal(processes.length, 4);
    await assert.rejects(client.start(), isGone);
    await client.restart();
    assert.equal(client.state.kind, 'idle');
    harness.process(4).die('exit code 7');
    assert.equal(harness.kinds.at(-1), 'restarting');
  });

  it('forgives earlier crashes after a stable period', async () => {
    const { client, clock } = use();
    await client.start();
    harness.process(0).die('exit code 1');
    clock.advance(1_000);
    await harness.untilState('idle');
    for (let beat = 1; beat * heartbeatIntervalMs <= stablePeriodMs; beat++) {
      await until(() => clock.pending === 1, 'the next beat is scheduled');
      clock.advance(heartbeatIntervalMs);
      await until(() => harness.process(1).count('heartbeat') === beat, 'the beat arrives');
      await new Promise(setImmediate);
    }
    harness.process(1).die('exit code 1');
    assert.deepEqual(harness.states.at(-1), {
      kind: 'restarting',
      attempt: 1,
      delayMs: 1_000,
      cause: 'exit code 1',
    });
  });

  it('rejects a request in flight at once when the process dies', async () => {
    const { client } = use((process) => {
      process.ignore('countTokens');
    });
    const request = client.countTokens('text');
    await harness.untilReceived(0, 'countTokens');
    harness.process(0).die('signal SIGKILL');
    await assert.rejects(
      request,
      (error) => EngineError.is(error, 'engineGone') && error.message.includes('SIGKILL'),
    );
  });

  it('lets a request wait for the restart, and rejects it when none follows', async () => {
    const { client, clock } = use((process, index) => {
      process.answer('countTokens', () => index);
    });
    await client.start();
    harness.process(0).die('exit code 1');
    const waiting = client.countTokens('text');
    clock.advance(1_000);
    assert.equal(await waiting, 1);
    harness.process(1).die('exit code 1');
    const stopped = client.countTokens('text');
    await client.stop();
    await assert.rejects(stopped, isGone);
    assert.equal(client.state.kind, 'stopped');
  });

  it('kills a hung engine, rejects its requests and restarts it', async () => {
    const { client, clock } = use((process, index) => {
      if (index > 0) return;
      process.ignore('heartbeat');
      process.ignore('countTokens');
    });
    const request = client.countTokens('text');
    await harness.untilReceived(0, 'countTokens');
    clock.advance(heartbeatIntervalMs + heartbeatTimeoutMs * heartbeatMisses);
    assert.equal(harness.process(0).killed, true);
    await assert.rejects(request, /stopped answering/);
    clock.advance(1_000);
    await harness.untilState('idle');
  });

  it('counts a process that cannot be created as a crash', async () => {
    let attempts = 0;
    const { client, clock } = use(() => {
      attempts++;
      throw new Error('EAGAIN');
    });
    const started = client.start();
    const rejected = assert.rejects(started, isGone);
    for (const delayMs of [1_000, 2_000, 4_000]) {
      await harness.untilState('restarting');
      clock.advance(delayMs);
      await new Promise(setImmediate);
    }
    await rejected;
    assert.equal(attempts, 4);
    assert.equal(client.state.kind, 'crashed');
  });

  it('stops on request, which is no crash, and starts again on need', async () => {
    const { client, processes } = use();
    await client.start();
    await client.stop();
    assert.deepEqual(harness.kinds, ['starting', 'idle', 'stopped']);
    assert.equal(harness.process(0).disconnected, true);
    await client.start();
    assert.equal(processes.length, 2);
  });

  it('does not start a second process before the first is gone', async () => {
    const { client, processes } = use();
    await client.start();
    harness.process(0).exitsOnDisconnect = false;
    const restarted = client.restart();
    await new Promise(setImmediate);
    assert.equal(processes.length, 1);
    harness.process(0).die('signal SIGKILL');
    await restarted;
    assert.equal(processes.length, 2);
    assert.equal(client.state.kind, 'idle');
  });

  it('rejects everything after dispose and leaves no timer behind', async () => {
    const { client, clock } = use();
    await client.start();
    client.dispose();
    await assert.rejects(client.start(), isGone);
    await until(() => clock.pending === 0, 'every timer is gone');
  });

  it('logs library output at trace level only, and the end of it after a crash without paths', async () => {
    const { client, clock, log } = use();
    await client.start();
    harness.process(0).print('stdout', 'loading /home/ada/m.gguf');
    harness.process(0).print('stderr', 'GGML_ASSERT in /build/x.cpp');
    const above = log.entries.filter((entry) => entry.level !== 'trace');
    assert.equal(
      above.some((entry) => entry.message.includes('/')),
      false,
    );
    assert.equal(log.messages('trace').length, 2);
    harness.process(0).die('signal SIGABRT');
    clock.advance(200);
    assert.deepEqual(log.messages('error'), ['Engine stderr: GGML_ASSERT in <path>']);
  });

  it('logs the engine’s own messages at their level', async () => {
    const { client, clock, log } = use();
    await client.start();
    harness.process(0).print('stderr', '[warn] CUDA is not usable: /usr/lib/libcuda.so is missing');
    harness.process(0).print('stdout', '[error] not from the engine');
    assert.deepEqual(log.messages('warn'), ['Engine: CUDA is not usable: <path> is missing']);
    harness.process(0).die('signal SIGABRT');
    clock.advance(200);
    assert.deepEqual(log.messages('error'), []);
  });
});
