import assert from 'node:assert/strict';
import type { ChatAttachment } from '../../../src/protocol/chatRequest.js';
import { until } from '../../support/until.js';
import { ChatHarness } from './chatHarness.js';
import { FakeFiles, FakeMemory } from './fakeChatParts.js';

const stop: ChatAttachment = {
  kind: 'failure',
  label: 'Stop: TypeError',
  link: { uri: 'file:///w/src/cart.ts', path: 'src/cart.ts', range: { startLine: 4, endLine: 4 } },
  sections: [
    { title: 'Debugger', symbols: [], text: 'Stopped on an exception.' },
    {
      link: {
        uri: 'file:///w/src/cart.ts',
        path: 'src/cart.ts',
        range: { startLine: 1, endLine: 6 },
      },
      title: 'src/cart.ts',
      symbols: ['total'],
      languageId: 'typescript',
      text: 'sum += item.price;',
    },
  ],
};

describe('ChatService: questions of other parts', () => {
  let chat: ChatHarness;
  beforeEach(() => {
    chat = new ChatHarness();
  });
  afterEach(() => {
    chat.close();
  });

  it('asks with its attachments, whose places become sources of the answer', async () => {
    const text = '/debug Why? Error: user@file:secret not found';
    const request = await chat.begin(() =>
      chat.service.questions.askNew({ text, attachments: [stop] }),
    );
    const { messages } = request.params.prompt as { messages: readonly { text: string }[] };
    const asked = messages.at(-1)?.text ?? '';
    assert.match(asked, /\[1\] Debugger\n```\nStopped on an exception/);
    assert.match(asked, /\[2\] src\/cart\.ts lines 1-6 \(total\)\n```typescript\nsum \+=/);
    request.end();
    await chat.settled();
    assert.equal(chat.lastTurn.command, 'debug');
    assert.equal(chat.records.at(-1)?.kind, 'debug');
    const { conversation } = chat.service.snapshot;
    const [turn] = conversation.turns;
    assert.deepEqual(
      turn?.citations.map(({ link }) => link.path),
      ['src/cart.ts'],
    );
    assert.deepEqual(
      turn.attachments.map(({ kind, label }) => `${kind} ${label}`),
      ['failure Stop: TypeError'],
    );
    // what stands behind an @ is text here
    assert.deepEqual(turn.notices, []);
  });

  it('leaves what is being written, and what is attached to it, as it is', async () => {
    chat.service.setDraft('half a question');
    chat.service.attachPaste('a long paste');
    const asking = (): Promise<void> =>
      chat.service.questions.askNew({ text: 'Why?', attachments: [] });
    const request = await chat.begin(asking);
    request.end();
    await chat.settled();
    assert.equal(chat.service.snapshot.draft, 'half a question');
    assert.equal(chat.service.snapshot.attachments.length, 1);
    assert.equal(chat.lastTurn.attached.length, 0);
  });

  it('begins a new conversation beside one that has turns, even while that is answered', async () => {
    const first = await chat.ask('Long?');
    const { id } = chat.service.shown;
    const asking = chat.service.questions.askNew({ text: 'Why?', attachments: [stop] });
    await until(() => chat.service.shown.id !== id, 'a new conversation is shown');
    first.end();
    await until(() => chat.engine.requests.length === 2, 'the second question is asked');
    chat.engine.last.end();
    await asking;
    assert.equal(chat.service.shown.turns.length, 1);
    assert.equal((await chat.service.findConversation(id))?.turns.length, 1);
  });

  it('does not lose the question to the conversation of the window before', async () => {
    const files = new FakeFiles();
    const memory = new FakeMemory();
    const before = new ChatHarness(files, memory);
    await before.answered('First?', 'Yes.');
    before.close();
    const after = new ChatHarness(files, memory);
    const request = await after.begin(() =>
      after.service.questions.askNew({ text: 'Why?', attachments: [] }),
    );
    request.end();
    await after.settled();
    assert.equal(after.lastTurn.question, 'Why?');
    assert.equal(after.service.shown.turns.length, 1);
    after.close();
  });

  it('keeps a failure’s text for asking again', async () => {
    const request = await chat.begin(() =>
      chat.service.questions.askNew({ text: '/debug', attachments: [stop] }),
    );
    request.end();
    await chat.settled();
    const again = await chat.begin(() => chat.service.questions.retry(chat.lastTurn.id));
    const { messages } = again.params.prompt as { messages: readonly { text: string }[] };
    assert.match(messages.at(-1)?.text ?? '', /Stopped on an exception[\s\S]*Why did this fail\?/);
    again.end();
    await chat.settled();
  });
});
