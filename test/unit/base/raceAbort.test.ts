import assert from 'node:assert/strict';
import { raceAbort } from '../../../src/base/raceAbort.js';

describe('raceAbort', () => {
  it('passes on the result and the error of the work', async () => {
    const { signal } = new AbortController();
    assert.equal(await raceAbort(Promise.resolve(7), signal), 7);
    await assert.rejects(raceAbort(Promise.reject(new Error('failed')), signal), /failed/);
    assert.equal(await raceAbort(Promise.resolve(8), undefined), 8);
  });

  it('rejects with the reason at once, before the work ends', async () => {
    const abort = new AbortController();
    const raced = raceAbort(new Promise<never>(() => undefined), abort.signal);
    abort.abort(new Error('enough'));
    await assert.rejects(raced, /enough/);
  });

  it('rejects when the signal is aborted already', async () => {
    await assert.rejects(raceAbort(Promise.resolve(1), AbortSignal.abort()), {
      name: 'AbortError',
    });
  });
});
