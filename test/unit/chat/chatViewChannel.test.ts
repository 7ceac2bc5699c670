import assert from 'node:assert/strict';
import type { ChatActions } from '../../../src/features/chat/core/chatActions.js';
import { ChangeBatch } from '../../../src/features/chat/core/changeBatch.js';
import { webviewPage } from '../../../src/platform/webviewPage.js';
import { ChatViewChannel } from '../../../src/features/chat/core/chatViewChannel.js';
import type { ChatChange, ChatSnapshot, ToChatView } from '../../../src/protocol/chatView.js';
import { until } from '../../support/until.js';
import { ChatHarness } from './chatHarness.js';

/** A view that applies what it is told, as the real one does. */
class ModelView {
  state: ChatSnapshot | undefined;
  sequence = 0;
  readonly messages: ToChatView[] = [];

  readonly post = (message: ToChatView): void => {
    this.messages.push(message);
    if (message.type === 'snapshot') this.state = message.state;
    else {
      assert.equal(message.sequence, this.sequence + 1, 'no message is missing');
      for (const change of message.changes) this.apply(change);
    }
    this.sequence = message.sequence;
  };

  private apply(change: ChatChange): void {
    const { state } = this;
    assert.ok(state);
    const { conversation } = state;
    const turns = [...conversation.turns];
    if (change.kind === 'conversation')
      this.state = { ...state, conversation: change.conversation };
    if (change.kind === 'turn') {
      const index = turns.findIndex(({ id }) => id === change.turn.id);
      turns.splice(index === -1 ? turns.length : index, 1, change.turn);
      this.state = { ...state, conversation: { ...conversation, turns } };
    }
    if (change.kind === 'answerText') {
      const index = turns.findIndex(({ id }) => id === change.turnId);
      const turn = turns[index];
      assert.ok(turn);
      turns[index] = { ...turn, answer: turn.answer + change.text };
      this.state = { ...state, conversation: { ...conversation, turns } };
    }
  }
}

describe('ChatViewChannel', () => {
  let chat: ChatHarness;
  let view: ModelView;
  let channel: ChatViewChannel;
  let acted: unknown[];

  beforeEach(async () => {
    chat = new ChatHarness();
    view = new ModelView();
    acted = [];
    const note =
      (name: keyof ChatActions) =>
      (...args: unknown[]): void => {
        acted.push([name, ...args.slice(0, 2)]);
      };
    channel = new ChatViewChannel({
      service: chat.service,
      clock: chat.clock,
      log: chat.log,
      post: view.post,
      actions: {
        openLink: note('openLink'),
        openHref: note('openHref'),
        code: note('code'),
        copy: note('copy'),
        useCommitMessage: note('useCommitMessage'),
        exportConversation: note('exportConversation'),
        showRouting: note('showRouting'),
        act: note('act'),
      },
    });
    channel.receive({ type: 'ready', version: 1 });
    await until(() => view.messages.length > 0, 'the snapshot');
  });
  afterEach(() => {
    channel.dispose();
    chat.close();
  });

  it('shows a streamed answer with few messages, and the view ends with the host’s state', async () => {
    channel.receive({ type: 'ask', question: 'What?' });
    await until(() => chat.engine.requests.length === 1, 'the engine is asked');
    chat.clock.advance(50);
    const before = view.messages.length;
    for (let count = 0; count < 500; count++) {
      chat.engine.last.stream(`w${count} `);
      if (count % 10 === 0) chat.clock.advance(5);
    }
    assert.ok(view.messages.length - before <= 6, `${view.messages.length - before} messages`);
    chat.engine.last.end();
    await chat.settled();
    chat.clock.advance(50);
    assert.deepEqual(view.state?.conversation, chat.service.snapshot.conversation);
    assert.ok(chat.lastTurn.answer.length > 2_000);
  });

  it('gives a view that comes back everything, in mid-answer too', async () => {
    channel.receive({ type: 'ask', question: 'What?' });
    await until(() => chat.engine.requests.length === 1, 'the engine is asked');
    chat.engine.last.stream('Half');
    channel.receive({ type: 'ready', version: 1 });
    await until(() => view.messages.at(-1)?.type === 'snapshot', 'a new snapshot');
    chat.engine.last.stream(' and whole');
    chat.clock.advance(50);
    assert.equal(view.state?.conversation.turns[0]?.answer, 'Half and whole');
  });

  it('drops what it does not understand', () => {
    for (const message of [
      undefined,
      'ask',
      { type: 'ask' },
      { type: 'ask', question: 'x'.repeat(20_001) },
      { type: 'ask', question: 'x', more: 1 },
      { type: 'ready', version: 99 },
      { type: 'act', action: 'format' },
      { type: 'openLink', link: { uri: '', path: 'x' } },
    ]) {
      channel.receive(message);
    }
    assert.equal(chat.log.messages('warn').length, 8);
    assert.equal(chat.engine.requests.length, 0);
  });

  it('runs code actions only with code that the answer holds', async () => {
    const turn = await chat.answered('q', 'Do:\n```ts\nlet a = 1;\n```\n');
    const message = { type: 'code', action: 'insertAtCursor', turnId: turn.id };
    channel.receive({ ...message, text: 'rm -rf /', language: 'sh' });
    channel.receive({ ...message, turnId: 'none', text: 'let a = 1;' });
    assert.deepEqual(acted, []);
    channel.receive({ ...message, text: 'let a = 1;', language: 'ts' });
    assert.deepEqual(acted, [['code', 'insertAtCursor', { text: 'let a = 1;', language: 'ts' }]]);
  });

  it('shows the routing of the turn’s own request', async () => {
    const turn = await chat.answered('q', 'a');
    channel.receive({ type: 'showRouting', turnId: turn.id });
    assert.deepEqual(acted, [['showRouting', turn.requestId]]);
  });

  it('says nothing to a view that is gone', async () => {
    channel.dispose();
    const before = view.messages.length;
    await chat.answered('q', 'a');
    chat.clock.advance(1_000);
    assert.equal(view.messages.length, before);
  });
});

describe('ChangeBatch', () => {
  it('sends a turn once, with its text, and nothing that a new conversation made obsolete', () => {
    const batch = new ChangeBatch();
    batch.add({ kind: 'answerText', turnId: 'a', text: 'x' });
    batch.add({ kind: 'answerText', turnId: 'a', text: 'y' });
    batch.add({ kind: 'notice', text: 'n' });
    assert.deepEqual(batch.take()[0], { kind: 'answerText', turnId: 'a', text: 'xy' });
    batch.add({ kind: 'answerText', turnId: 'a', text: 'x' });
    batch.add({ kind: 'notice', text: 'n' });
    batch.add({ kind: 'conversation', conversation: { id: 'c', title: '', turns: [] } });
    assert.deepEqual(
      batch.take().map(({ kind }) => kind),
      ['notice', 'conversation'],
    );
    assert.ok(batch.isEmpty);
  });
});

describe('webviewPage', () => {
  it('may run its one script and load nothing', () => {
    const page = webviewPage({
      title: 'Chat',
      scriptUri: 'vscode-resource://chat.js',
      nonce: 'abc',
    });
    assert.match(page, /default-src 'none'; script-src 'nonce-abc';/);
    assert.equal(page.match(/<script/g)?.length, 1);
  });
});
