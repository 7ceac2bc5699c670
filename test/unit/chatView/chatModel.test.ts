import assert from 'node:assert/strict';
import type { ChatChange, ChatSnapshot, ToChatView, Turn } from '../../../src/protocol/chatView.js';
import { chatViewVersion } from '../../../src/protocol/chatView.js';
import { ChatModel } from '../../../src/webviews/chat/state/chatModel.js';
import {
  canContinue,
  questionText,
  speedText,
} from '../../../src/webviews/chat/state/turnStates.js';
import { draftAfterSnapshot, readViewState } from '../../../src/webviews/chat/state/viewState.js';

const turn: Turn = {
  id: 't1',
  question: 'where?',
  attachments: [],
  answer: 'In',
  citations: [],
  state: { kind: 'streaming' },
  askedAtMs: 1,
  notices: [],
  outsideWindow: false,
};

const state: ChatSnapshot = {
  conversation: { id: 'c1', title: 'One', turns: [turn] },
  conversations: [],
  availability: { kind: 'ready', model: 'm' },
  index: { kind: 'ready', detail: '' },
  commands: [],
  attachments: [],
  draft: 'half a',
};

function snapshot(sequence: number, version = chatViewVersion): ToChatView {
  return { type: 'snapshot', version, sequence, state };
}

function changes(sequence: number, ...list: ChatChange[]): ToChatView {
  return { type: 'changes', sequence, changes: list };
}

describe('ChatModel', () => {
  it('takes a snapshot of its own version only', () => {
    const model = new ChatModel();
    assert.deepEqual(model.apply(snapshot(1, chatViewVersion + 1)), {});
    assert.equal(model.ready, false);
    assert.deepEqual(model.apply(snapshot(1)), { isSnapshot: true, draft: 'half a' });
    assert.equal(model.isAnswering, true);
  });

  it('appends text to its turn and leaves the others as they are', () => {
    const model = new ChatModel();
    model.apply(snapshot(1));
    model.apply(changes(2, { kind: 'turn', turn: { ...turn, id: 't2' } }));
    const [first] = model.conversation.turns;
    model.apply(changes(3, { kind: 'answerText', turnId: 't2', text: ' src' }));
    assert.equal(model.conversation.turns[0], first);
    assert.equal(model.conversation.turns[1]?.answer, 'In src');
    model.apply(changes(4, { kind: 'answerText', turnId: 'gone', text: 'x' }));
    assert.equal(model.conversation.turns.length, 2);
  });

  it('asks for a snapshot when a message is missing, and ignores the rest until then', () => {
    const model = new ChatModel();
    model.apply(snapshot(1));
    assert.deepEqual(model.apply(changes(3)), { resync: true });
    assert.deepEqual(model.apply(changes(4, { kind: 'notice', text: 'x' })), {});
    model.apply(snapshot(5));
    assert.deepEqual(model.apply(changes(6, { kind: 'notice', text: 'x' })), { notice: 'x' });
  });

  it('announces the beginning and the end of an answer, not its text', () => {
    const model = new ChatModel();
    model.apply(snapshot(1));
    const waiting = { ...turn, id: 't2', state: { kind: 'waiting', step: 'prefill' } } as const;
    const said = [
      changes(2, { kind: 'turn', turn: waiting }),
      changes(3, { kind: 'turn', turn: { ...waiting, state: { kind: 'streaming' } } }),
      changes(4, { kind: 'answerText', turnId: 't2', text: 'a' }),
      changes(5, { kind: 'turn', turn: { ...waiting, state: { kind: 'done' } } }),
    ].map((message) => model.apply(message).announcement);
    assert.deepEqual(said, [
      'Reading the context (prefill) …',
      'The answer begins.',
      undefined,
      'The answer is complete.',
    ]);
  });
});

describe('turn states', () => {
  it('shows a question with its command', () => {
    assert.equal(questionText({ question: 'why' }), 'why');
    assert.equal(questionText({ command: 'fix', question: 'why' }), '/fix why');
    assert.equal(questionText({ command: 'fix', question: '' }), '/fix');
  });

  it('continues only what ended early and has begun', () => {
    assert.equal(canContinue({ state: { kind: 'stopped' }, answer: 'a' }), true);
    assert.equal(canContinue({ state: { kind: 'stopped' }, answer: '' }), false);
    assert.equal(canContinue({ state: { kind: 'done' }, answer: 'a' }), false);
  });

  it('shows only what was measured', () => {
    assert.equal(speedText(turn), '');
    assert.equal(
      speedText({ ...turn, tokensPerSecond: 12.34, ttftMs: 420 }),
      '12.3 tokens/s · first token after 420 ms',
    );
  });
});

describe('view state', () => {
  it('takes what fits of a saved state and defaults for the rest', () => {
    const fresh = readViewState(undefined);
    assert.equal(fresh.atEnd, true);
    assert.deepEqual(readViewState({ draft: 'a', scrollTopPx: -4 }), { ...fresh, draft: 'a' });
  });

  it('keeps the draft of the view unless the host has put in another', () => {
    assert.equal(draftAfterSnapshot({ draft: 'abc', sentDraft: 'ab' }, 'ab'), 'abc');
    assert.equal(draftAfterSnapshot({ draft: 'abc', sentDraft: 'ab' }, ''), 'abc');
    assert.equal(draftAfterSnapshot({ draft: 'abc', sentDraft: 'abc' }, '/explain'), '/explain');
  });
});
