import assert from 'node:assert/strict';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { until } from '../../support/until.js';
import { ChatHarness } from './chatHarness.js';
import { excerpt, FakeFiles, FakeMemory, readFile } from './fakeChatParts.js';
import { chatReady } from './scriptedChatEngine.js';

describe('ChatService: answers', () => {
  let chat: ChatHarness;
  beforeEach(() => {
    chat = new ChatHarness();
  });
  afterEach(() => {
    chat.close();
  });

  it('streams an answer into the turn and ends it with its speed and its request', async () => {
    const request = await chat.ask('What does total do?');
    assert.deepEqual(chat.lastTurn.state, { kind: 'waiting', step: 'prefill' });
    request.stream('It adds ');
    assert.equal(chat.lastTurn.state.kind, 'streaming');
    request.stream('prices');
    request.end('endOfGeneration', '.');
    await chat.settled();
    const turn = chat.lastTurn;
    assert.equal(turn.answer, 'It adds prices.');
    assert.deepEqual(turn.state, { kind: 'done' });
    assert.equal(turn.requestId, request.params.id);
    assert.ok((turn.tokensPerSecond ?? 0) > 0);
    assert.equal(chat.service.shown.title, 'What does total do?');
  });

  it('puts one record into the request store, with the phases of host and engine', async () => {
    await chat.answered('/explain', 'It adds.');
    const ids = new Set(chat.records.map(({ id }) => id));
    assert.deepEqual([...ids], [chat.lastTurn.requestId]);
    const record = chat.records.at(-1);
    assert.equal(record?.kind, 'explain');
    assert.deepEqual(record.outcome, { kind: 'answered' });
    const names = record.phases.map(({ name }) => name);
    for (const name of ['wait', 'context', 'queue', 'prefill', 'decode']) {
      assert.ok(names.includes(name as never), name);
    }
    assert.equal(chat.records[0]?.outcome.kind, 'pending');
  });

  it('stops: the engine’s request is aborted and the text so far stays', async () => {
    const request = await chat.ask('Long?');
    request.stream('Well, ');
    chat.service.stop();
    await chat.settled();
    assert.ok(request.signal.aborted);
    assert.deepEqual(chat.lastTurn.state, { kind: 'stopped' });
    assert.equal(chat.lastTurn.answer, 'Well, ');
    assert.deepEqual(chat.records.at(-1)?.outcome, { kind: 'cancelled' });
  });

  it('goes on with a stopped answer: the answer so far is left open at the end of the same prompt', async () => {
    chat.search.excerpts = [excerpt('src/cart.ts', 3, 'const total = 0;')];
    const request = await chat.ask('Where is the total?');
    request.stream('In the ');
    chat.service.stop();
    await chat.settled();
    const { id } = chat.lastTurn;
    const next = await chat.begin(() => chat.service.continueAnswer(id));
    assert.deepEqual(next.messages.slice(0, -1), request.messages);
    assert.deepEqual(next.messages.at(-1), { role: 'assistant', text: 'In the' });
    next.stream(' cart.');
    next.end();
    await chat.settled();
    assert.equal(chat.lastTurn.answer, 'In the cart.');
    assert.equal(chat.search.queries.length, 1, 'nothing was searched again');
  });

  it('asks again without the turns after it, and reads the files anew', async () => {
    chat.source.files.set('a.ts', 'one');
    const first = await chat.answered('What is in @file:a.ts ?', 'one');
    await chat.answered('And then?', 'two');
    chat.source.files.set('a.ts', 'changed');
    const again = await chat.begin(() => chat.service.questions.retry(first.id));
    assert.equal(again.messages.length, 2);
    assert.match(again.messages[1]?.text ?? '', /changed/);
    again.end('endOfGeneration', 'ok');
    await chat.settled();
    assert.equal(chat.service.shown.turns.length, 1);
  });

  it('edits a question and its command', async () => {
    const first = await chat.answered('one', 'a');
    const again = await chat.begin(() =>
      chat.service.questions.editQuestion(first.id, '/fix this'),
    );
    again.end('endOfGeneration', 'b');
    await chat.settled();
    assert.equal(chat.lastTurn.command, 'fix');
    assert.equal(chat.lastTurn.question, 'this');
    assert.equal(chat.service.shown.turns.length, 1);
  });

  it('takes no second question while one is answered, and says so', async () => {
    await chat.ask('one');
    await chat.service.questions.ask('two');
    assert.equal(chat.engine.requests.length, 1);
    assert.ok(chat.changes.some(({ kind }) => kind === 'notice'));
  });

  it('keeps the text when the engine dies in mid-answer, and can go on', async () => {
    const request = await chat.ask('one');
    request.stream('Half');
    request.fail(new EngineError('engineGone', 'The engine ended unexpectedly.'));
    await chat.settled();
    assert.deepEqual(chat.lastTurn.state, {
      kind: 'interrupted',
      reason: 'The engine ended unexpectedly.',
    });
    const next = await chat.begin(() => chat.service.continueAnswer(chat.lastTurn.id));
    assert.equal(next.messages.at(-1)?.text, 'Half');
  });

  it('fails with a way out when the engine dies before the first word', async () => {
    const request = await chat.ask('one');
    request.fail(new EngineError('engineGone', 'The engine ended unexpectedly.'));
    await chat.settled();
    const { state } = chat.lastTurn;
    assert.ok(state.kind === 'failed' && state.action === 'restartEngine');
    assert.equal(chat.records.at(-1)?.outcome.kind, 'failed');
  });

  it('lets a question wait for the model', async () => {
    chat.engine.set({ kind: 'loading', path: '/m.gguf', step: 'weights', fraction: 0.5 });
    void chat.service.questions.ask('one');
    await until(() => chat.service.shown.turns.length === 1, 'the turn is there');
    assert.deepEqual(chat.lastTurn.state, { kind: 'waiting', step: 'model' });
    assert.equal(chat.engine.requests.length, 0);
    chat.engine.set(chatReady());
    await until(() => chat.engine.requests.length === 1, 'the question is asked');
  });

  it('explains a model that cannot be loaded, an engine that gave up, and no model at all', async () => {
    chat.engine.state = { kind: 'idle', error: { reason: 'truncated', message: 'Too short.' } };
    await chat.service.questions.ask('one');
    const [message, action] = failureOf(chat);
    assert.deepEqual([message, action], ['Too short.', 'chooseModel']);
    chat.engine.state = { kind: 'crashed', cause: 'signal 11' };
    await chat.service.questions.ask('two');
    assert.equal(failureOf(chat)[1], 'restartEngine');
    chat.engine.state = { kind: 'idle' };
    void chat.service.questions.ask('three');
    await until(() => chat.service.shown.turns.length === 3, 'the turn is there');
    chat.clock.advance(5_000);
    await chat.settled();
    assert.equal(failureOf(chat)[1], 'chooseModel');
  });

  it('refuses a model without a chat template', async () => {
    const state = chatReady();
    assert.ok(state.kind === 'ready');
    chat.engine.state = { ...state, model: { ...state.model, chat: false } };
    await chat.service.questions.ask('one');
    assert.ok(chat.lastTurn.state.kind === 'failed');
    assert.match(chat.lastTurn.state.message, /chat template/);
  });

  it('lays the prompt out again when the engine finds it too long', async () => {
    const request = await chat.ask('one');
    request.fail(new EngineError('promptTooLong', 'Too long.'));
    await until(() => chat.engine.requests.length === 2, 'a second attempt');
    chat.engine.last.fail(new EngineError('promptTooLong', 'Too long.'));
    await chat.settled();
    assert.ok(chat.lastTurn.state.kind === 'failed');
    assert.equal(chat.lastTurn.state.action, 'shorten');
  });

  it('says where an answer was cut short', async () => {
    const request = await chat.ask('one');
    request.stream('a');
    request.end('maxTokens');
    await chat.settled();
    assert.deepEqual(chat.lastTurn.state, { kind: 'cutShort', reason: 'maxTokens' });
  });

  it('ends an answer that goes round in circles', async () => {
    const request = await chat.ask('one');
    request.stream('The answer: ');
    for (let count = 0; count < 200 && !request.signal.aborted; count++) {
      request.stream('and so it is, as I said before. ');
    }
    await chat.settled();
    assert.ok(request.signal.aborted);
    assert.deepEqual(chat.lastTurn.state, { kind: 'done' });
    assert.equal(chat.lastTurn.answer, 'The answer: and so it is, as I said before.');
    assert.match(chat.lastTurn.notices.join(), /repeat/);
  });
});

describe('ChatService: context', () => {
  let chat: ChatHarness;
  beforeEach(() => {
    chat = new ChatHarness();
  });
  afterEach(() => {
    chat.close();
  });

  it('searches the workspace and lists as citations exactly what was sent', async () => {
    chat.search.excerpts = [
      excerpt('src/cart.ts', 12, 'export function total() {}'),
      excerpt('src/money.ts', 1, 'export const cents = 100;'),
    ];
    const request = await chat.ask('Where is the total computed?');
    const text = request.messages.at(-1)?.text ?? '';
    assert.match(text, /\[1\] src\/cart\.ts line 12 \(Cart › total\)/);
    assert.match(text, /\[2\] src\/money\.ts line 1/);
    assert.ok(text.endsWith('Where is the total computed?'));
    const conversation = chat.service.snapshot.conversation;
    assert.deepEqual(
      conversation.turns[0]?.citations.map(({ number, link }) => [number, link.path]),
      [
        [1, 'src/cart.ts'],
        [2, 'src/money.ts'],
      ],
    );
    assert.deepEqual(chat.search.queries[0]?.openUris, ['file:///w/open.ts']);
  });

  it('says that the index was incomplete', async () => {
    chat.search.partial = true;
    chat.search.status = { kind: 'indexing', filesDone: 2, filesTotal: 9 };
    await chat.ask('Where?');
    assert.match(chat.lastTurn.notices.join(), /incomplete.*2 of 9/);
  });

  it('does not search for a question with attachments of its own, nor when only mentions count', async () => {
    chat.source.files.set('a.ts', 'text');
    await chat.answered('See @file:a.ts', 'ok');
    assert.equal(chat.search.queries.length, 0);
    chat.settings = { ...chat.settings, workspaceContext: 'mentioned' };
    await chat.answered('Where is it?', 'ok');
    assert.equal(chat.search.queries.length, 0);
    await chat.answered('Where is it? @workspace', 'ok');
    assert.equal(chat.search.queries.length, 1);
  });

  it('works without an index and says so where the workspace is asked for', async () => {
    const bare = new ChatHarness(new FakeFiles(), new FakeMemory(), false);
    await bare.answered('@workspace where?', 'no idea');
    assert.match(bare.lastTurn.notices.join(), /not indexed/);
    assert.equal(bare.lastTurn.state.kind, 'done');
    bare.close();
  });

  it('tells what a mention that cannot be read was', async () => {
    await chat.ask('See @file:gone.ts');
    assert.deepEqual(chat.lastTurn.notices, ['gone.ts is not there.']);
  });

  it('proposes what the editor shows, sends it once while it stays the same, and lets it be removed', async () => {
    chat.source.editor = readFile('src/open.ts', 'visible lines');
    chat.source.editorChange.fire();
    const [proposed] = chat.service.snapshot.attachments;
    assert.equal(proposed?.suggested, true);
    const first = await chat.ask('What is this?');
    assert.match(first.messages.at(-1)?.text ?? '', /visible lines/);
    first.end('endOfGeneration', 'Lines.');
    await chat.settled();
    const second = await chat.ask('And that?');
    assert.doesNotMatch(second.messages.at(-1)?.text ?? '', /visible lines/);
    second.end('endOfGeneration', 'Lines.');
    await chat.settled();
    chat.service.draft.detach(chat.service.snapshot.attachments[0]?.id ?? '');
    chat.source.editorChange.fire();
    assert.deepEqual(chat.service.snapshot.attachments, []);
  });

  it('counts the draft’s tokens and how it fills the window', async () => {
    chat.service.attachPaste('x'.repeat(400));
    chat.service.draftChanged('What is this?');
    chat.clock.advance(1_000);
    await until(() => chat.changes.some(({ kind }) => kind === 'window'), 'a measure');
    const { window, attachments } = chat.service.snapshot;
    assert.equal(attachments[0]?.tokens, 100);
    assert.equal(window?.contextSize, 4_096);
    assert.ok(window.attachments >= 100 && window.attachments < 140);
    assert.equal(window.answer, 1_024);
  });

  it('cuts a paste of 50,000 characters, with a warning before and a notice after', async () => {
    chat.service.attachPaste('some pasted words\n'.repeat(2_800));
    assert.ok(chat.changes.some((change) => change.kind === 'notice'));
    chat.clock.advance(1_000);
    await until(
      () => chat.service.snapshot.attachments[0]?.warning !== undefined,
      'the warning is there',
    );
    const request = await chat.ask('Sum it up');
    const size = request.messages.reduce((sum, { text }) => sum + text.length / 4, 0);
    assert.ok(size < 4_096 - 1_024, `${size} tokens`);
    assert.ok(size > 2_500, `${size} tokens: most of the room is used`);
    assert.match(chat.lastTurn.notices.join(), /was cut/);
  });
});

describe('ChatService: after a reload', () => {
  it('finds the partial answer and goes on with it, context included', async () => {
    const files = new FakeFiles();
    const memory = new FakeMemory();
    const before = new ChatHarness(files, memory);
    before.search.excerpts = [excerpt('src/cart.ts', 3, 'const total = 0;')];
    const request = await before.ask('Where?');
    request.stream('In the');
    before.service.draftChanged('half a ques');
    before.close();

    const after = new ChatHarness(files, memory);
    await after.service.restore();
    assert.equal(after.lastTurn.answer, 'In the');
    assert.equal(after.lastTurn.state.kind, 'interrupted');
    assert.equal(after.service.snapshot.draft, 'half a ques');
    const next = await after.begin(() => after.service.continueAnswer(after.lastTurn.id));
    assert.deepEqual(next.messages.slice(0, -1), request.messages);
    after.close();
  });

  it('keeps several conversations apart, finds, renames and deletes them', async () => {
    const chat = new ChatHarness();
    await chat.answered('About carts', 'Carts hold items.');
    const carts = chat.service.shown.id;
    chat.service.newConversation();
    await chat.answered('About money', 'Cents.');
    const money = chat.service.shown.id;
    await chat.service.renameConversation(money, 'Coins');
    assert.deepEqual(
      chat.service.summaries.map(({ title }) => title),
      ['Coins', 'About carts'],
    );
    await chat.service.searchConversations('ITEMS hold');
    const found = chat.changes.findLast((change) => change.kind === 'found');
    assert.deepEqual(
      found?.conversations.map(({ id }) => id),
      [carts],
    );
    await chat.service.deleteConversation(money);
    assert.equal(chat.service.shown.turns.length, 0);
    await chat.service.openConversation(carts);
    assert.equal(chat.lastTurn.question, 'About carts');
    chat.close();
  });

  it('goes on answering a conversation that is not shown any more', async () => {
    const chat = new ChatHarness();
    const request = await chat.ask('one');
    const { id } = chat.service.shown;
    chat.service.newConversation();
    const before = chat.changes.length;
    request.stream('hidden');
    assert.deepEqual(
      chat.changes.slice(before).filter(({ kind }) => kind === 'answerText'),
      [],
    );
    request.end();
    await chat.service.openConversation(id);
    await chat.settled();
    assert.equal(chat.lastTurn.answer, 'hidden');
    chat.close();
  });

  it('survives that the answered conversation is deleted', async () => {
    const chat = new ChatHarness();
    const request = await chat.ask('one');
    request.stream('text');
    await chat.service.deleteConversation(chat.service.shown.id);
    assert.ok(request.signal.aborted);
    await until(() => chat.records.at(-1)?.outcome.kind === 'cancelled', 'the record ends');
    chat.clock.advance(5_000);
    assert.deepEqual([...chat.files.texts.keys()], []);
    chat.close();
  });
});

function failureOf({ lastTurn: { state } }: ChatHarness): [string, string | undefined] {
  assert.ok(state.kind === 'failed', state.kind);
  return [state.message, state.action];
}
