import assert from 'node:assert/strict';
import type { PlaceContext } from '../../../src/features/completion/core/context/contextProvider.js';
import type {
  CompletionAnswer,
  CompletionPipelineParts,
} from '../../../src/features/completion/core/completionPipeline.js';
import { CompletionPipeline } from '../../../src/features/completion/core/completionPipeline.js';
import { defaultCompletionSettings } from '../../../src/features/completion/core/completionSettings.js';
import { OutcomeTracker } from '../../../src/features/completion/core/outcomeTracker.js';
import { RecentRequests } from '../../../src/features/completion/core/requestLog.js';
import type { ScopeQuestion } from '../../../src/features/completion/core/scope/scopeFinder.js';
import { FakeClock } from '../../support/fakeClock.js';
import { until } from '../../support/until.js';
import { requestAt } from './markedDocument.js';
import { readyState, ScriptedEngine } from './scriptedEngine.js';

const files = [{ path: 'src/b.ts', text: 'export const b = 1;\n' }];
const context: PlaceContext = {
  prompt: { repository: 'repo', files },
  uses: [{ source: 'similar', chunks: 1, characters: 20 }],
};

describe('CompletionPipeline: context, scope, filters', () => {
  let clock: FakeClock;
  let engine: ScriptedEngine;
  let log: RecentRequests;
  let isExchanged: boolean;
  const provider = {
    contextFor: () => Promise.resolve(context),
    refresh: () => Promise.resolve(isExchanged),
  };

  beforeEach(() => {
    clock = new FakeClock();
    engine = new ScriptedEngine();
    engine.state = readyState({ contextFiles: true });
    log = new RecentRequests(50);
    isExchanged = false;
  });

  function pipelineWith(parts: Partial<CompletionPipelineParts>): CompletionPipeline {
    const outcomes = new OutcomeTracker(log);
    const settings = () => defaultCompletionSettings;
    const options = { maxAlternatives: 1, speculate: false };
    return new CompletionPipeline({ engine, log, outcomes, settings, clock, options, ...parts });
  }

  async function answer(
    pipeline: CompletionPipeline,
    marked: string,
    text: string,
    languageId = 'typescript',
  ): Promise<CompletionAnswer> {
    const count = engine.requests.length;
    const request = requestAt(marked, { manual: true, languageId });
    const completed = pipeline.complete(request, new AbortController().signal);
    await until(() => engine.requests.length === count + 1, 'the engine is asked');
    engine.last.answer(text);
    return completed;
  }

  it('sends text from other places to a model that was trained to see it, and records it', async () => {
    const { record } = await answer(pipelineWith({ context: provider }), 'a = ‸\n', 'b;');
    const { prompt } = engine.last.params;
    assert.ok(prompt.kind === 'fim');
    assert.deepEqual(prompt.context, context.prompt);
    assert.deepEqual(record.contextUses, context.uses);
  });

  it('sends none to any other model', async () => {
    engine.state = readyState({ contextFiles: false });
    const { record } = await answer(pipelineWith({ context: provider }), 'a = ‸\n', 'b;');
    const { prompt } = engine.last.params;
    assert.ok(prompt.kind === 'fim' && prompt.context === undefined);
    assert.deepEqual(record.contextUses, []);
  });

  it('cuts several lines where their syntax ends, and one line never', async () => {
    const asked: ScopeQuestion[] = [];
    const scope = {
      scopeEnd: (question: ScopeQuestion) => {
        asked.push(question);
        return Promise.resolve(question.text.indexOf('}') + 1);
      },
    };
    const pipeline = pipelineWith({ scope });
    const { offer, record } = await answer(pipeline, 'f();\n‸\n', 'if (a) {\n  b();\n}\nc();');
    assert.equal(offer?.insertText, 'if (a) {\n  b();\n}');
    assert.ok(record.phases.some(({ name }) => name === 'scope'));
    assert.equal(asked[0]?.before, 'f();\n');
    await answer(pipeline, 'g(‸);\n', 'b');
    assert.equal(asked.length, 1);
  });

  it('does without a grammar that fails or takes too long', async () => {
    const text = 'if (a) {\n  b();\n}\nc();';
    const failing = { scopeEnd: () => Promise.reject(new Error('gone')) };
    const first = await answer(pipelineWith({ scope: failing }), 'f();\n‸\n', text);
    assert.equal(first.offer?.insertText, text);
    const slow = { scopeEnd: () => new Promise<undefined>(() => undefined) };
    const second = answer(pipelineWith({ scope: slow }), 'g();\n‸\n', text);
    await until(() => clock.pending > 0, 'the deadline runs');
    clock.advance(60);
    assert.equal((await second).offer?.insertText, text);
  });

  it('leaves out the filters that a benchmark switches off, and names those that changed something', async () => {
    const model = 'b; <|fim_pad|>x';
    const { offer, record } = await answer(pipelineWith({}), 'a = ‸\n', model);
    assert.equal(offer?.insertText, 'b;');
    assert.deepEqual(record.filteredBy, ['specialTokens', 'trailingWhitespace']);
    assert.deepEqual(record.characters, { generated: model.length, kept: 2 });
    const options = { maxAlternatives: 1, disabledFilters: new Set(['specialTokens'] as const) };
    const without = await answer(pipelineWith({ options }), 'a = ‸\n', model);
    assert.equal(without.offer?.insertText, model);
  });

  it('lets the engine read the prompt of another document ahead, and again only for another context', async () => {
    const pipeline = pipelineWith({ context: provider });
    const request = requestAt('a = ‸\n');
    const read = async (): Promise<boolean> => {
      const before = engine.requests.length;
      const reading = pipeline.readAhead(request);
      await new Promise(setImmediate);
      const isRead = engine.requests.length > before;
      if (isRead) {
        assert.equal(engine.last.params.priority, 'ahead');
        assert.equal(engine.last.params.stop.maxTokens, 1);
        engine.last.answer('x', 'maxTokens');
      }
      await reading;
      return isRead;
    };
    assert.equal(await read(), true);
    assert.equal(log.records.at(-1)?.outcome.kind, 'readAhead');
    assert.equal(await read(), false);
    isExchanged = true;
    assert.equal(await read(), true);
    await answer(pipeline, 'b = ‸\n', 'c;');
    isExchanged = false;
    assert.equal(await read(), false);
    engine.state = { kind: 'stopped' };
    isExchanged = true;
    assert.equal(await read(), false);
  });

  it('stops reading ahead at the first key', async () => {
    const pipeline = pipelineWith({ context: provider });
    const reading = pipeline.readAhead(requestAt('a = ‸\n'));
    await until(() => engine.requests.length === 1, 'the prompt is read');
    const first = engine.last;
    await answer(pipeline, 'a = b‸\n', ';');
    assert.equal(first.signal.aborted, true);
    await reading;
  });
});
