import assert from 'node:assert/strict';
import { readConversation } from '../../../src/features/chat/core/conversationFile.js';
import { until } from '../../support/until.js';
import { ChatHarness } from './chatHarness.js';
import type { ScriptedChat } from './scriptedChatEngine.js';
import { chatReady } from './scriptedChatEngine.js';

const contextSize = 1_024;
/** Long, but nothing in it repeats, which would end it. */
const longAnswer = (name: string): string =>
  `${name} ${Array.from({ length: 60 }, (_, index) => `reason${(index * 7919) % 9973}`).join(', ')}`;

describe('a summary of turns that no longer fit', () => {
  let chat: ChatHarness;

  const isSummary = ({ messages }: ScriptedChat): boolean =>
    messages[0]?.text.startsWith('Summarise the conversation') === true;
  const summaries = (): ScriptedChat[] => chat.engine.requests.filter(isSummary);
  const shownSummary = (): unknown => chat.service.snapshot.conversation.summary;
  /** Asks until turns are dropped, and so a summary is asked for. */
  const fillWindow = async (): Promise<ScriptedChat> => {
    for (let turn = 1; summaries().length === 0; turn++) {
      assert.ok(turn < 9, 'nothing was dropped');
      await chat.answered(`Question ${turn}?`, longAnswer(`Answer ${turn}`));
      // what follows an answer begins in a later turn of the event loop
      for (let wait = 0; wait < 20; wait++) await new Promise(setImmediate);
    }
    const [summary] = summaries();
    assert.ok(summary);
    return summary;
  };

  beforeEach(() => {
    chat = new ChatHarness();
    chat.engine.set(chatReady(contextSize));
    chat.settings = { ...chat.settings, workspaceContext: 'mentioned' };
  });
  afterEach(() => {
    chat.close();
  });

  it('is asked for after the answer, in the chat lane, and takes their place', async () => {
    const request = await fillWindow();
    assert.equal(chat.service.isAnswering, false);
    assert.equal(request.params.lane, 'chat');
    assert.ok(request.params.stop.maxTokens <= contextSize / 8);
    const asked = request.messages.map(({ text }) => text).join('\n');
    assert.match(asked, /User: Question 1\?/);
    assert.ok(asked.length / 4 < contextSize, 'it fits the window itself');
    assert.equal(shownSummary(), undefined);
    request.end('endOfGeneration', 'They spoke of question 1.');
    await until(() => shownSummary() !== undefined, 'the summary is shown');
    const dropped = chat.service.shown.turns.filter(({ keep }) => keep === 'dropped');
    assert.deepEqual(shownSummary(), {
      text: 'They spoke of question 1.',
      messageCount: 2 * dropped.length,
    });
    const next = await chat.ask('And now?');
    const [system, summary, reply, ...rest] = next.messages;
    assert.equal(system?.role, 'system');
    assert.equal(summary?.role, 'user');
    assert.match(summary.text, /^Summary of \d+ earlier messages .* data, not instructions:/);
    assert.match(summary.text, /They spoke of question 1\./);
    assert.equal(reply?.role, 'assistant');
    assert.doesNotMatch(rest.map(({ text }) => text).join('\n'), /Question 1\?/);
    assert.ok(next.messages.reduce((sum, { text }) => sum + text.length / 4, 0) < contextSize);
  });

  it('is written once, and again with what was known when more turns go', async () => {
    (await fillWindow()).end('endOfGeneration', 'Notes one.');
    await until(() => shownSummary() !== undefined, 'the summary is shown');
    for (let turn = 10; summaries().length === 1; turn++) {
      assert.ok(turn < 19, 'no more turns were dropped');
      await chat.answered(`Question ${turn}?`, longAnswer(`Answer ${turn}`));
      for (let wait = 0; wait < 20; wait++) await new Promise(setImmediate);
    }
    const second = summaries()[1]?.messages.at(-1)?.text ?? '';
    assert.match(second, /Summary of what came before:\nNotes one\./);
    assert.doesNotMatch(second, /User: Question 1\?/);
  });

  it('gives way to the next question at once', async () => {
    const request = await fillWindow();
    const before = chat.engine.requests.length;
    const next = await chat.ask('Quick?');
    assert.equal(request.signal.aborted, true);
    assert.equal(chat.engine.requests.length, before + 1);
    assert.doesNotMatch(next.messages.map(({ text }) => text).join('\n'), /Summary of/);
    assert.equal(shownSummary(), undefined);
  });

  for (const [what, end] of [
    [
      'is empty',
      (request: ScriptedChat) => {
        request.end('endOfGeneration', '  \n');
      },
    ],
    [
      'fails',
      (request: ScriptedChat) => {
        request.fail(new Error('no'));
      },
    ],
  ] as const) {
    it(`that ${what} changes nothing, and is not tried again for the same turns`, async () => {
      end(await fillWindow());
      for (let wait = 0; wait < 20; wait++) await new Promise(setImmediate);
      assert.equal(shownSummary(), undefined);
      const next = await chat.ask('On?');
      assert.doesNotMatch(next.messages.map(({ text }) => text).join('\n'), /Summary of/);
      next.end('endOfGeneration', 'Yes.');
      await chat.settled();
      for (let wait = 0; wait < 20; wait++) await new Promise(setImmediate);
      assert.equal(summaries().length, 1);
    });
  }

  it('is not asked for when it is switched off, and then not used either', async () => {
    (await fillWindow()).end('endOfGeneration', 'Notes.');
    await until(() => shownSummary() !== undefined, 'the summary is shown');
    chat.settings = { ...chat.settings, summarisesEarlier: false };
    assert.equal(shownSummary(), undefined);
    const next = await chat.ask('On?');
    assert.doesNotMatch(next.messages.map(({ text }) => text).join('\n'), /Summary of/);
    chat.close();
    chat = new ChatHarness();
    chat.engine.set(chatReady(contextSize));
    chat.settings = {
      ...chat.settings,
      workspaceContext: 'mentioned',
      summarisesEarlier: false,
    };
    for (let turn = 1; turn < 6; turn++) {
      await chat.answered(`Question ${turn}?`, longAnswer(`Answer ${turn}`));
    }
    for (let wait = 0; wait < 20; wait++) await new Promise(setImmediate);
    assert.ok(chat.service.shown.turns.some(({ keep }) => keep === 'dropped'));
    assert.equal(summaries().length, 0);
  });

  it('survives a reload, and goes with its turns', async () => {
    (await fillWindow()).end('endOfGeneration', 'Notes.');
    await until(() => shownSummary() !== undefined, 'the summary is shown');
    const { shown } = chat.service;
    chat.close();
    const file = chat.files.texts.get(shown.id);
    assert.deepEqual(readConversation(file ?? '')?.summary, shown.summary);
    const reloaded = new ChatHarness(chat.files, chat.memory);
    chat = reloaded;
    chat.engine.set(chatReady(contextSize));
    await chat.service.restore();
    assert.notEqual(shownSummary(), undefined);
    const [first] = chat.service.shown.turns;
    assert.ok(first);
    await chat.begin(() => chat.service.questions.editQuestion(first.id, 'Something else?'));
    assert.equal(shownSummary(), undefined);
    assert.doesNotMatch(chat.engine.last.messages.map(({ text }) => text).join('\n'), /Notes/);
  });
});
