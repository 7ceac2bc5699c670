import assert from 'node:assert/strict';
import path from 'node:path';
import { EngineConnection } from '../../../src/engineClient/engineConnection.js';
import type { EngineProcess } from '../../../src/engineClient/engineProcess.js';
import { forkEngineProcess } from '../../../src/engineClient/forkEngineProcess.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { FakeLog } from '../../support/fakeLog.js';

const script = path.resolve('test/support/fakeEngine/engineScript.mjs');

const isRunning = (processId: number): boolean => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

describe('forkEngineProcess', function () {
  this.timeout(20_000);
  let child: EngineProcess;
  let connection: EngineConnection;
  let exit: Promise<string>;

  const start = (file = script): void => {
    child = forkEngineProcess(file);
    exit = new Promise((resolve) => child.onExit(resolve));
    connection = new EngineConnection(child, new FakeLog());
    void exit.then((cause) => {
      connection.fail(new EngineError('engineGone', cause));
    });
  };

  const order = (text: string): Promise<number> => connection.request('countTokens', { text });

  afterEach(async () => {
    child.kill();
    await exit;
  });

  it('talks with a real process whose environment lets Electron run scripts', async () => {
    start();
    const engine = await connection.request('initialize', {
      protocolVersion: 1,
      storageDirectory: '/storage',
    });
    assert.equal(engine.processId, child.processId);
    assert.equal(engine.runtimeVersion, '1');
  });

  it('ends a healthy process by closing its channel', async () => {
    start();
    await order('environment');
    child.disconnect();
    assert.equal(await exit, 'exit code 0');
  });

  it('kills a process that stays after its channel was closed', async () => {
    start();
    await order('stay');
    const startedMs = performance.now();
    child.disconnect();
    assert.equal(await exit, 'signal SIGKILL');
    assert.ok(performance.now() - startedMs >= 1_900);
    assert.equal(isRunning(child.processId ?? -1), false);
  });

  it('rejects requests in flight when the process aborts', async () => {
    start();
    await assert.rejects(order('abort'), (error) => EngineError.is(error, 'engineGone'));
    assert.equal(await exit, 'signal SIGABRT');
  });

  it('kills a process that closes the channel itself but lives on', async () => {
    start();
    await assert.rejects(order('hangUp'), (error) => EngineError.is(error, 'engineGone'));
    assert.equal(await exit, 'signal SIGKILL');
  });

  it('passes on whole lines of both streams', async () => {
    start();
    const lines: string[] = [];
    const complete = new Promise<void>((resolve) => {
      child.onOutput(({ stream, text }) => {
        lines.push(`${stream}: ${text}`);
        if (lines.length === 3) resolve();
      });
    });
    await order('print');
    await complete;
    assert.deepEqual(lines.sort(), ['stderr: trouble', 'stdout: another', 'stdout: half a line ä']);
  });

  it('reports a script that does not exist as an exit', async () => {
    start('/nowhere/engine.mjs');
    await assert.rejects(order('environment'), (error) => EngineError.is(error, 'engineGone'));
    assert.equal(await exit, 'exit code 1');
  });
});
