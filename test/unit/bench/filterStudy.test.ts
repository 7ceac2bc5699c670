import assert from 'node:assert/strict';
import { FilterStudy } from '../../../bench/infill/filterStudy.js';
import type { InfillTask } from '../../../bench/infill/infillTask.js';
import { RememberingEngine } from '../../../bench/infill/rememberingEngine.js';
import type { CompletionEngine } from '../../../src/features/completion/core/completionEngine.js';
import { completionFilters } from '../../../src/features/completion/core/filters/filterCompletion.js';
import type { GenerateParams, GenerateResult } from '../../../src/protocol/engineProtocol.js';
import { completionRequest } from '../../support/engine/requests.js';
import { readyState, resultOf } from '../completion/scriptedEngine.js';

/** Answers every question with the same text. */
class OneAnswer implements CompletionEngine {
  readonly questions: GenerateParams[] = [];
  readonly state = readyState();

  constructor(private readonly text: string) {}

  generate(params: GenerateParams): Promise<GenerateResult> {
    this.questions.push(params);
    return Promise.resolve(resultOf(this.text, 'lineEnd'));
  }
}

const task = (id: string): InfillTask => ({
  id,
  language: 'typescript',
  prefix: `const ${id} = first();\nuse(`,
  suffix: ');\nreturn;\n',
  middle: 'a, b',
  scope: 'line',
});

describe('FilterStudy', () => {
  it('scores the same answers without each filter, and asks the model once for each task', async () => {
    const engine = new OneAnswer('a, b);   ');
    const study = new FilterStudy(engine);
    assert.equal(await study.complete(task('x')), 'a, b');
    assert.equal(await study.complete(task('y')), 'a, b');
    assert.equal(engine.questions.length, 2);
    const effects = study.effects();
    const names = completionFilters.map(({ name }) => name);
    assert.deepEqual(Object.keys(effects), ['none', ...names, 'all']);
    assert.deepEqual(effects['none'], { exactMatch: 1, editSimilarity: 1, changed: 0 });
    assert.deepEqual(effects['repetition'], { exactMatch: 1, editSimilarity: 1, changed: 0 });
    const { exactMatch, editSimilarity, changed } = effects['all'] ?? {};
    assert.equal(exactMatch, 0);
    assert.ok((editSimilarity ?? 1) < 1);
    assert.equal(changed, 2);
  });
});

describe('RememberingEngine', () => {
  const never = new AbortController().signal;

  it('asks again only for another question', async () => {
    const engine = new OneAnswer('x');
    const remembering = new RememberingEngine(engine);
    await remembering.generate(completionRequest({ id: 'a' }), never);
    await remembering.generate(completionRequest({ id: 'b' }), never);
    assert.equal(engine.questions.length, 1);
    await remembering.generate(completionRequest({ stop: { maxTokens: 3 } }), never);
    assert.equal(engine.questions.length, 2);
  });
});
