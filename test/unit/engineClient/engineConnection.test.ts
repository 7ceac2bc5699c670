import assert from 'node:assert/strict';
import { EngineConnection } from '../../../src/engineClient/engineConnection.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { FakeEngineProcess } from '../../support/fakeEngine/fakeEngineProcess.js';
import { FakeLog } from '../../support/fakeLog.js';
import { until } from '../../support/until.js';

describe('EngineConnection', () => {
  let process: FakeEngineProcess;
  let connection: EngineConnection;

  beforeEach(() => {
    process = new FakeEngineProcess();
    connection = new EngineConnection(process, new FakeLog());
  });

  afterEach(() => {
    connection.dispose();
    process.die('end of the test');
  });

  const rejectsWith = async (work: Promise<unknown>, reason: string): Promise<EngineError> => {
    const error: unknown = await work.then(
      () => assert.fail('should have been rejected'),
      (rejection: unknown) => rejection,
    );
    assert.ok(EngineError.is(error), String(error));
    assert.equal(error.reason, reason);
    return error;
  };

  it('sends the parameters and returns the result', async () => {
    process.answer('countTokens', ({ text }) => text.length);
    assert.equal(await connection.request('countTokens', { text: 'four' }), 4);
    assert.deepEqual(process.received, [{ name: 'countTokens', params: { text: 'four' } }]);
  });

  it('revives the reason and the message of an engine error', async () => {
    process.refuse('inspectModel', 'truncated', 'The file ends too early.');
    const error = await rejectsWith(connection.request('inspectModel', { path: 'x' }), 'truncated');
    assert.equal(error.message, 'The file ends too early.');
  });

  it('takes an unknown reason, and any other failure of a handler, as internal', async () => {
    process.peer.onRequest('countTokens', () => {
      throw new Error('a bug');
    });
    await rejectsWith(connection.request('countTokens', { text: '' }), 'internal');
  });

  it('calls a method that the engine does not know an invalid request', async () => {
    await rejectsWith(connection.request('unloadModel', null), 'invalidRequest');
  });

  it('carries an abort to the peer and still takes its answer', async () => {
    let cancelled = false;
    process.answer(
      'countTokens',
      (_params, token) =>
        new Promise((resolve) => {
          token.onCancellationRequested(() => {
            cancelled = true;
            resolve(1);
          });
        }),
    );
    const abort = new AbortController();
    const request = connection.request('countTokens', { text: '' }, abort.signal);
    await until(() => process.count('countTokens') === 1, 'the request arrives');
    assert.equal(cancelled, false);
    abort.abort();
    assert.equal(await request, 1);
    assert.equal(cancelled, true);
  });

  it('carries an abort that came before the request', async () => {
    process.answer(
      'countTokens',
      (_params, token) =>
        new Promise((resolve) => {
          if (token.isCancellationRequested) resolve(1);
          token.onCancellationRequested(() => {
            resolve(1);
          });
        }),
    );
    assert.equal(await connection.request('countTokens', { text: '' }, AbortSignal.abort()), 1);
  });

  it('rejects what is in flight and what comes later with the failure itself', async () => {
    process.ignore('countTokens');
    const inFlight = connection.request('countTokens', { text: '' });
    await until(() => process.count('countTokens') === 1, 'the request arrives');
    const failure = new EngineError('engineGone', 'It died.');
    connection.fail(failure);
    await assert.rejects(inFlight, failure);
    await assert.rejects(connection.request('countTokens', { text: '' }), failure);
  });

  it('drops an answer that comes after the end', async () => {
    let answer: (value: number) => void = () => undefined;
    process.answer(
      'countTokens',
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const request = connection.request('countTokens', { text: '' });
    await until(() => process.count('countTokens') === 1, 'the request arrives');
    connection.dispose();
    answer(3);
    await rejectsWith(request, 'engineGone');
  });

  it('passes notifications on until its end', async () => {
    const heard: string[] = [];
    connection.onGenerated(({ text }) => heard.push(text));
    await process.notify('generated', { id: '1', text: 'a' });
    await until(() => heard.length === 1, 'the notification arrives');
    connection.dispose();
    await process.notify('generated', { id: '1', text: 'b' });
    await new Promise(setImmediate);
    assert.deepEqual(heard, ['a']);
  });
});
