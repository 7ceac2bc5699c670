import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.js';
import { untranslated } from '../../../src/base/translate.js';
import type { AnswerPart } from '../../../src/features/languageModel/core/answer/answerPart.js';
import type { ModelRequest } from '../../../src/features/languageModel/core/modelRequests.js';
import { ModelRequests } from '../../../src/features/languageModel/core/modelRequests.js';
import { modelWindow } from '../../../src/features/languageModel/core/modelWindow.js';
import type { LanguageModelEngine } from '../../../src/features/languageModel/core/languageModelEngine.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import type { GenerateParams, LoadedModel } from '../../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { RequestRecord, StopReason } from '../../../src/protocol/requestRecord.js';
import { FakeClock } from '../../support/fakeClock.js';
import { readyState, resultOf } from '../completion/scriptedEngine.js';

type Answer = string | Error | { readonly text: string; readonly stopReason: StopReason };

/** Streams all of an answer but its last characters, as an engine does that may still take them back. */
class OneAnswer implements LanguageModelEngine {
  readonly state: EngineState = { kind: 'stopped' };
  readonly onDidChangeState = new Emitter<EngineState>().event;
  asked: GenerateParams | undefined;

  constructor(private readonly answer: Answer) {}

  inspectModel(): Promise<never> {
    return Promise.reject(new Error('not asked here'));
  }

  countTokens(text: string): Promise<number> {
    return Promise.resolve(text.length);
  }

  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): ReturnType<LanguageModelEngine['generate']> {
    this.asked = params;
    const { answer } = this;
    if (answer instanceof Error) return Promise.reject(answer);
    const { text, stopReason } =
      typeof answer === 'string'
        ? { text: answer, stopReason: 'endOfGeneration' as const }
        : answer;
    for (const character of text.slice(0, -3)) onText(character);
    return Promise.resolve(resultOf(text, signal.aborted ? 'aborted' : stopReason));
  }
}

const tool = {
  name: 'search',
  description: 'Finds',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
};
const callText = '<tool_call>{"name": "search", "arguments": {"query": "x"}}</tool_call>';

function loaded(
  changes: Partial<LoadedModel> = {},
  file: Partial<LoadedModel['file']> = { chatTemplate: { toolCalls: 'json' } },
): LoadedModel {
  const state = readyState({ chat: true, ...changes });
  assert.ok(state.kind === 'ready');
  return { ...state.model, file: { ...state.model.file, ...file } };
}

async function ask(
  answer: Answer,
  changes: Partial<ModelRequest> = {},
  model = loaded(),
  signal = new AbortController().signal,
): Promise<{
  parts: AnswerPart[];
  asked: GenerateParams | undefined;
  error: string | undefined;
  outcome: RequestRecord['outcome'] | undefined;
}> {
  const engine = new OneAnswer(answer);
  const records: RequestRecord[] = [];
  const requests = new ModelRequests({
    engine,
    putRecord: (record) => records.push(record),
    clock: new FakeClock(),
    newId: () => '1',
    t: untranslated,
  });
  const parts: AnswerPart[] = [];
  const request: ModelRequest = {
    messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Where?' }] }],
    tools: [tool],
    mustCall: false,
    ...changes,
  };
  const error = await requests
    .answer(model, request, (part) => parts.push(part), signal)
    .then(
      () => undefined,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
  return { parts, asked: engine.asked, error, outcome: records.at(-1)?.outcome };
}

const textOf = (parts: readonly AnswerPart[]): string => parts.map(({ text }) => text).join('');

describe('requests of VS Code to the local model', () => {
  it('asks by the model’s own template and gives words and calls', async () => {
    const { parts, asked, outcome } = await ask(`I look. ${callText}`);
    assert.deepEqual(asked?.prompt, {
      kind: 'toolChat',
      messages: [{ role: 'user', text: 'Where?' }],
      tools: [tool],
    });
    assert.equal(textOf(parts), `I look. ${callText}`);
    assert.deepEqual(parts.at(-1)?.kind, 'call');
    assert.deepEqual(outcome, { kind: 'answered' });
    assert.equal(asked.lane, 'chat');
  });

  it('asks a model without tools plainly and takes nothing it writes for a call', async () => {
    const { parts, asked } = await ask(callText, {}, loaded({}, { chatTemplate: {} }));
    assert.deepEqual(asked?.prompt, {
      kind: 'chat',
      messages: [{ role: 'user', text: 'Where?' }],
    });
    assert.deepEqual([...new Set(parts.map(({ kind }) => kind))], ['text']);
    assert.equal(textOf(parts), callText);
  });

  it('leaves no more room for the answer than the context has', async () => {
    const model = loaded({ contextSize: 8_000 });
    const { maxInputTokens, maxOutputTokens } = modelWindow(8_000);
    assert.ok(maxInputTokens + maxOutputTokens < 8_000);
    assert.equal((await ask('a', {}, model)).asked?.stop.maxTokens, maxOutputTokens);
    assert.equal(
      (await ask('a', { maxTokens: 1e9 }, model)).asked?.stop.maxTokens,
      maxOutputTokens,
    );
    assert.equal((await ask('a', { maxTokens: 5 }, model)).asked?.stop.maxTokens, 5);
  });

  it('says what to do where the request is longer than the context', async () => {
    const tooLong = new EngineError('promptTooLong', 'too long');
    const long = {
      messages: [{ role: 'user', parts: [{ kind: 'text', text: 'x'.repeat(20_000) }] }],
    } as const;
    const { error, outcome } = await ask(
      tooLong,
      long,
      loaded({}, { trainedContextSize: 262_144 }),
    );
    assert.match(error ?? '', /about 20,\d{3} tokens.*context of 4,096/);
    assert.match(error ?? '', /agent alone sends about 17,000 tokens.*@switchyard/);
    assert.match(error ?? '', /Engine: Context Size.*up to 262,144/);
    assert.ok(outcome?.kind === 'failed' && outcome.reason === 'promptTooLong');
    const large = await ask(
      tooLong,
      long,
      loaded({ contextSize: 262_144 }, { trainedContextSize: 262_144 }),
    );
    assert.doesNotMatch(large.error ?? '', /agent|Context Size/);
    assert.match(large.error ?? '', /longer context/);
  });

  it('gives no thoughts, and says so where there was nothing else', async () => {
    const { parts } = await ask('<think>Hm.</think>Four.');
    assert.equal(textOf(parts), 'Four.');
    const cut = await ask({ text: '<think>Hm', stopReason: 'maxTokens' });
    assert.match(cut.error ?? '', /all its tokens for thinking/);
    assert.equal(cut.outcome?.kind, 'failed');
  });

  it('refuses an answer without a call where there must be one', async () => {
    assert.match((await ask('No.', { mustCall: true })).error ?? '', /without calling a tool/);
    assert.equal((await ask(callText, { mustCall: true })).error, undefined);
    const plain = loaded({}, { chatTemplate: {} });
    const { error, asked } = await ask(callText, { mustCall: true }, plain);
    assert.match(error ?? '', /cannot call tools/);
    assert.equal(asked, undefined);
  });

  it('ends an answer that goes round in circles', async () => {
    const line = 'It is a cart that is shown in the sidebar. ';
    const { parts, outcome } = await ask(line.repeat(200));
    assert.ok(textOf(parts).length < line.length * 100, 'ended early');
    assert.deepEqual(outcome, { kind: 'answered' });
  });

  it('ends quietly after an abort', async () => {
    for (const answer of ['Half an', new Error('The request was taken back.')]) {
      const abort = new AbortController();
      abort.abort();
      const { error, outcome } = await ask(answer, { mustCall: true }, loaded(), abort.signal);
      assert.equal(error, undefined);
      assert.deepEqual(outcome, { kind: 'cancelled' });
    }
  });

  it('refuses a model without a chat template', async () => {
    const { error, asked } = await ask('a', {}, loaded({ chat: false }, {}));
    assert.match(error ?? '', /has no chat template/);
    assert.equal(asked, undefined);
  });
});
