import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import { defaultChatSettings } from '../../../src/features/chat/core/chatSettings.js';
import { GuestAnswers } from '../../../src/features/chat/core/guestAnswers.js';
import { TokenCounter } from '../../../src/features/chat/core/tokenCounter.js';
import type { GuestAnswer, GuestQuestion } from '../../../src/protocol/guestChat.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { FakeClock } from '../../support/fakeClock.js';
import { until } from '../../support/until.js';
import { FakeSearch } from './fakeChatParts.js';
import type { ScriptedChat } from './scriptedChatEngine.js';
import { ScriptedChatEngine } from './scriptedChatEngine.js';

class Guest {
  readonly engine = new ScriptedChatEngine();
  readonly heard: string[] = [];
  readonly abort = new AbortController();
  private serial = 0;
  private readonly guests = new GuestAnswers({
    engine: this.engine,
    counter: new TokenCounter(this.engine),
    search: new FakeSearch(),
    openUris: () => [],
    settings: () => defaultChatSettings,
    putRecord: () => undefined,
    clock: new FakeClock(),
    newId: () => `id${++this.serial}`,
    now: () => 0,
    t: untranslated,
  });

  /** Asks, and waits until the engine has the request. */
  async ask(
    question: Partial<GuestQuestion> & { readonly text: string },
  ): Promise<{ readonly request: ScriptedChat; readonly answer: Promise<GuestAnswer> }> {
    const before = this.engine.requests.length;
    const answer = this.guests.ask(
      { attachments: [], history: [], ...question },
      {
        onStep: (step) => this.heard.push(`step ${step}`),
        onSources: (sources) => this.heard.push(`sources ${sources.length}`),
        onText: (text) => this.heard.push(text),
      },
      this.abort.signal,
    );
    await until(() => this.engine.requests.length > before, 'the engine is asked');
    return { request: this.engine.last, answer };
  }
}

const attachment = {
  kind: 'file',
  label: 'cart.ts',
  link: { uri: 'file:///w/cart.ts', path: 'cart.ts' },
  sections: [
    {
      link: { uri: 'file:///w/cart.ts', path: 'cart.ts', range: { startLine: 1, endLine: 2 } },
      title: 'cart.ts',
      symbols: [],
      text: 'const TAX_RATE = 0.19;',
    },
  ],
} as const;

describe('questions to the chat from another place', () => {
  it('are answered with what is attached, sources before words', async () => {
    const guest = new Guest();
    const { request, answer } = await guest.ask({ text: 'The tax?', attachments: [attachment] });
    assert.match(request.messages.at(-1)?.text ?? '', /TAX_RATE[\s\S]*The tax\?/);
    request.stream('19 %');
    request.end('endOfGeneration', ' [1]');
    const { state, sources } = await answer;
    assert.deepEqual(state, { kind: 'done' });
    assert.deepEqual(
      sources.map(({ number, link }) => [number, link.path, link.range?.endLine]),
      [[1, 'cart.ts', 2]],
    );
    assert.deepEqual(
      guest.heard.filter((what) => !what.startsWith('step')),
      ['sources 1', '19 %', ' [1]'],
    );
    assert.ok(guest.heard.includes('step prefill'));
  });

  it('find earlier turns as they were sent, and others by their words', async () => {
    const guest = new Guest();
    const first = await guest.ask({ text: 'The tax?', attachments: [attachment] });
    first.request.end('endOfGeneration', '19 %');
    const { id } = await first.answer;
    const turn = { question: 'The tax?', answer: '19 %' };
    const known = await guest.ask({ text: 'Why?', history: [{ id, ...turn }] });
    assert.match(known.request.messages.map(({ text }) => text).join('\n'), /TAX_RATE/);
    known.request.end();
    await known.answer;
    const unknown = await guest.ask({ text: 'Why?', history: [{ id: 'gone', ...turn }] });
    const words = unknown.request.messages.map(({ text }) => text).join('\n');
    assert.match(words, /The tax\?\n19 %\n/);
    assert.doesNotMatch(words, /TAX_RATE/);
    unknown.request.end();
    await unknown.answer;
  });

  it('are stopped, and fail with words', async () => {
    const stopped = new Guest();
    const { request, answer } = await stopped.ask({ text: 'The tax?' });
    request.stream('It');
    stopped.abort.abort();
    assert.deepEqual((await answer).state, { kind: 'stopped' });
    const failing = new Guest();
    const failed = await failing.ask({ text: 'The tax?' });
    failed.request.fail(new EngineError('internal', 'Something broke.'));
    const { state } = await failed.answer;
    assert.ok(state.kind === 'failed' && state.message === 'Something broke.');
  });
});
