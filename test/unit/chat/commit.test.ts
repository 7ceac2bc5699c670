import assert from 'node:assert/strict';
import { until } from '../../support/until.js';
import { ChatHarness } from './chatHarness.js';

describe('/commit', () => {
  let chat: ChatHarness;
  const labels = (): string[] => chat.service.draft.attachments.map(({ label }) => label);
  const notices = (): string[] =>
    chat.changes.flatMap((change) => (change.kind === 'notice' ? [change.text] : []));

  beforeEach(() => {
    chat = new ChatHarness();
    chat.source.changes = '+let a = 2;';
  });
  afterEach(() => {
    chat.close();
  });

  it('shows the changes as attached while it is written, and takes them away with the command', async () => {
    chat.service.draftChanged('/comm');
    assert.deepEqual(labels(), []);
    chat.service.draftChanged('/commit');
    await until(() => labels().length === 1, 'the changes are attached');
    assert.deepEqual(labels(), ['Changes, 1 file']);
    chat.service.draftChanged('/commit in German');
    assert.deepEqual(labels(), ['Changes, 1 file']);
    chat.service.draftChanged('/explain');
    assert.deepEqual(labels(), []);
  });

  it('sends the changes as they are then, and does not search the workspace', async () => {
    chat.service.draftChanged('/commit');
    await until(() => labels().length === 1, 'the changes are attached');
    chat.source.changes = '+let a = 3;';
    const { messages } = await chat.ask('/commit');
    const prompt = messages.at(-1)?.text ?? '';
    assert.match(prompt, /\+let a = 3;/);
    assert.doesNotMatch(prompt, /a = 2/);
    assert.match(prompt, /Write a commit message/);
    assert.deepEqual(chat.search.queries, []);
    assert.deepEqual(
      chat.lastTurn.attached.map(({ attachment, mention }) => [attachment.kind, mention]),
      [['changes', '@changes']],
    );
    chat.engine.last.end('endOfGeneration', 'Set a');
    await chat.settled();
    assert.deepEqual(labels(), []);
  });

  it('reads the changes anew when it is asked again', async () => {
    await chat.answered('/commit', 'Set a');
    chat.source.changes = '+let b = 9;';
    const again = await chat.begin(() => chat.service.questions.retry(chat.lastTurn.id));
    assert.match(again.messages.at(-1)?.text ?? '', /\+let b = 9;/);
  });

  it('does not send what the user has removed', async () => {
    chat.service.draftChanged('/commit');
    await until(() => labels().length === 1, 'the changes are attached');
    chat.service.draft.detach('command');
    chat.service.draftChanged('/commit now');
    assert.deepEqual(labels(), []);
    const { messages } = await chat.ask('/commit now');
    assert.doesNotMatch(messages.at(-1)?.text ?? '', /let a/);
  });

  it('attaches the changes once, whoever asked for them', async () => {
    await chat.service.attach('@changes');
    chat.service.draftChanged('/commit');
    await chat.service.attach('@changes');
    assert.deepEqual(labels(), ['Changes, 1 file']);
    await chat.ask('/commit @changes');
    assert.equal(chat.lastTurn.attached.length, 1);
  });

  it('shows the changes once there are some', async () => {
    chat.source.changes = undefined;
    chat.service.draftChanged('/commit');
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    chat.source.changes = '+now';
    chat.service.draftChanged('/commit ');
    await until(() => labels().length === 1, 'the changes are attached');
  });

  it('asks nothing without changes, says why, and keeps the question', async () => {
    chat.source.changes = undefined;
    await chat.service.questions.ask('/commit in German');
    assert.deepEqual(notices(), ['There are no changes.']);
    assert.equal(chat.engine.requests.length, 0);
    assert.equal(chat.service.shown.turns.length, 0);
    assert.equal(chat.service.draft.text, '/commit in German');
  });

  it('is asked in a new conversation from the Source Control view', async () => {
    await chat.answered('Hello?', 'Yes.');
    const { id } = chat.service.shown;
    const request = await chat.begin(async () => {
      await chat.service.questions.askCommit('@changes:/w/repo');
    });
    assert.notEqual(chat.service.shown.id, id);
    assert.match(request.messages.at(-1)?.text ?? '', /\+let a = 2;/);
    assert.equal(chat.lastTurn.attached[0]?.mention, '@changes:/w/repo');
    chat.source.changes = undefined;
    assert.equal(await chat.service.questions.askCommit('@changes'), 'There are no changes.');
  });
});
