import assert from 'node:assert/strict';
import { StopTracker } from '../../../src/features/debug/core/stopTracker.js';

const frames = [
  { id: 0, name: 'internal', line: 9, presentationHint: 'subtle', source: { path: '/lib.js' } },
  { id: 1, name: 'total', line: 4, source: { path: '/w/cart.js' } },
  { id: 2, name: 'main', line: 1, source: { path: '/w/main.js' } },
];

describe('StopTracker', () => {
  let tracker: StopTracker;
  let changes: number;
  beforeEach(() => {
    tracker = new StopTracker();
    changes = 0;
    tracker.onDidChange(() => changes++);
  });
  afterEach(() => {
    tracker.dispose();
  });

  function stop(sessionId = 's', body: object = {}): void {
    const stopped = { reason: 'exception', threadId: 1, text: 'TypeError', ...body };
    tracker.fromAdapter(sessionId, { type: 'event', event: 'stopped', seq: 1, body: stopped });
  }
  function askStack(seq: number, threadId = 1): void {
    const request = { type: 'request', command: 'stackTrace', seq, arguments: { threadId } };
    tracker.toAdapter('s', request);
  }
  function answerStack(seq: number, stackFrames: readonly object[] = frames): void {
    const answer = { type: 'response', command: 'stackTrace', request_seq: seq, success: true };
    tracker.fromAdapter('s', { ...answer, body: { stackFrames } });
  }

  it('knows why a session stands still', () => {
    stop('s', { description: 'Paused on exception' });
    assert.deepEqual(tracker.stopOf('s'), {
      sessionId: 's',
      threadId: 1,
      reason: 'exception',
      description: 'Paused on exception',
      text: 'TypeError',
    });
    assert.equal(tracker.stopOf('other'), undefined);
    assert.equal(changes, 1);
  });

  it('learns the place from the editor’s own request for the stack', () => {
    stop();
    askStack(7);
    answerStack(7);
    const place = { path: '/w/cart.js', line: 4, frameName: 'total' };
    assert.deepEqual(tracker.stopOf('s')?.place, place);
    askStack(8);
    answerStack(8, frames.slice(2));
    assert.deepEqual(tracker.stopOf('s')?.place, place);
    assert.equal(changes, 2);
  });

  it('looks further when the first page of the stack is the runtime’s', () => {
    stop();
    askStack(7);
    answerStack(7, frames.slice(0, 1));
    assert.equal(tracker.stopOf('s')?.place, undefined);
    askStack(8);
    answerStack(8, frames.slice(1));
    assert.equal(tracker.stopOf('s')?.place?.line, 4);
  });

  it('takes no place of another thread, of an answer to nobody or of a failed one', () => {
    stop();
    askStack(7, 2);
    answerStack(7);
    answerStack(9);
    askStack(10);
    tracker.fromAdapter('s', {
      type: 'response',
      command: 'stackTrace',
      request_seq: 10,
      success: false,
      body: { stackFrames: frames },
    });
    assert.equal(tracker.stopOf('s')?.place, undefined);
  });

  for (const command of ['continue', 'next', 'stepIn', 'stepOut', 'disconnect']) {
    it(`forgets the stop when the user asks to ${command}, before the adapter says so`, () => {
      stop();
      tracker.toAdapter('s', { type: 'request', seq: 3, command });
      assert.equal(tracker.stopOf('s'), undefined);
    });
  }
  for (const event of ['continued', 'terminated', 'exited']) {
    it(`forgets the stop on the event ${event}`, () => {
      stop();
      tracker.fromAdapter('s', { type: 'event', event });
      assert.equal(tracker.stopOf('s'), undefined);
    });
  }

  it('keeps sessions apart', () => {
    stop('s');
    stop('t', { reason: 'breakpoint' });
    tracker.ended('s');
    assert.equal(tracker.stopOf('s'), undefined);
    assert.equal(tracker.stopOf('t')?.reason, 'breakpoint');
    tracker.ended('s');
    assert.equal(changes, 3);
  });

  it('ignores what is no message of the protocol', () => {
    for (const message of [
      undefined,
      null,
      7,
      'stopped',
      {},
      { type: 'event' },
      { type: 'event', event: 'stopped' },
    ]) {
      tracker.fromAdapter('s', message);
      tracker.toAdapter('s', message);
    }
    assert.equal(changes, 0);
  });
});
