import assert from 'node:assert/strict';
import { PlainEngine } from '../../../bench/infill/plainEngine.js';
import { textAfterSeam } from '../../../bench/infill/textAfterSeam.js';
import type { CompletionEngine } from '../../../src/features/completion/core/completionEngine.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import type { GenerateParams } from '../../../src/protocol/engineProtocol.js';
import { readyState, resultOf } from '../completion/scriptedEngine.js';

describe('textAfterSeam', () => {
  const cases: [name: string, generated: string, seam: string, text: string][] = [
    ['no seam', 'b)', '', 'b)'],
    ['a space that was written again', ' b', ' ', 'b'],
    ['a space that was not', '(b)', ' ', '(b)'],
    ['a line start', '\n    b', '\n', '    b'],
    ['a line start after a blank line', '\n    b', '\n\n', '    b'],
    ['an indented cursor', '\n    b', '\n    ', 'b'],
    ['a deeper line than the cursor', '\n      b', '\n    ', '  b'],
    ['a shallower line than the cursor', '\n  b', '\n    ', 'b'],
    ['no new line where one stands', ' b', '\n', ' b'],
  ];
  for (const [name, generated, seam, text] of cases) {
    it(name, () => {
      assert.equal(textAfterSeam(generated, seam), text);
    });
  }
});

describe('PlainEngine', () => {
  let asked: GenerateParams[];
  let limit: number;
  const inner: CompletionEngine = {
    state: readyState(),
    generate: (params) => {
      asked.push(params);
      assert.ok(params.prompt.kind === 'text');
      return params.prompt.text.length > limit
        ? Promise.reject(new EngineError('promptTooLong', 'Too long.'))
        : Promise.resolve(resultOf('\n  return b', 'lineEnd'));
    },
  };
  const params: GenerateParams = {
    id: 'one',
    kind: 'completion',
    lane: 'completion',
    prompt: { kind: 'fim', prefix: 'f() {\n  ', suffix: '}' },
    stop: {
      maxTokens: 8,
      lines: {
        mode: 'single',
        linePrefix: '  ',
        tabSize: 4,
        singleLineLimitMs: 1,
        singleLineHardLimitMs: 1,
        blockLimitMs: 1,
      },
    },
  };
  const { signal } = new AbortController();

  beforeEach(() => {
    asked = [];
    limit = 100;
  });

  it('continues the prefix without the white space at its end', async () => {
    const { text } = await new PlainEngine(inner).generate(params, signal);
    assert.equal(text, 'return b');
    assert.deepEqual(asked[0]?.prompt, { kind: 'text', text: 'f() {' });
    assert.equal(asked[0].stop.lines?.linePrefix, 'f() {');
  });

  it('halves a prefix until it fits', async () => {
    limit = 10;
    const prompt = { kind: 'fim', prefix: 'x'.repeat(30), suffix: '' } as const;
    await new PlainEngine(inner).generate({ ...params, prompt }, signal);
    assert.deepEqual(
      asked.map(({ prompt: one }) => (one.kind === 'text' ? one.text.length : 0)),
      [30, 15, 8],
    );
  });

  it('claims FIM, so that the pipeline asks', () => {
    const { state } = new PlainEngine({ ...inner, state: readyState() });
    assert.ok(state.kind === 'ready' && state.model.fim === 'tokensOnly');
  });
});
