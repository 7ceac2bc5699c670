import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../../src/engine/generate/decode.js';
import type { Decoded } from '../../../src/engine/generate/decode.js';
import { StopRules } from '../../../src/generation/stopRules.js';
import { TextDecoder } from '../../../src/engine/generate/textDecoder.js';
import type { StopOptions } from '../../../src/protocol/engineProtocol.js';
import { FakeSequence } from './fakeSequence.js';
import { FakeTurn } from './fakeTurn.js';

const endToken = 1_000_000;

interface Run {
  readonly decoded: Decoded;
  /** What was streamed, piece by piece. */
  readonly streamed: readonly string[];
  readonly sequence: FakeSequence;
  readonly firstTokens: number;
}

/** Decodes pieces of text as if each were one token of a model. */
async function run(
  pieces: readonly string[],
  stop: Partial<StopOptions> = {},
  options: {
    readonly contextSize?: number;
    readonly cached?: number;
    readonly turn?: FakeTurn;
    readonly signal?: AbortSignal;
    readonly moreTexts?: readonly string[];
    readonly afterFirstText?: () => Promise<void>;
  } = {},
): Promise<Run> {
  const streamed: string[] = [];
  let firstTokens = 0;
  const sequence = new FakeSequence({
    cache: Array.from({ length: options.cached ?? 10 }, () => 0),
    generated: [...pieces.keys(), endToken],
    contextSize: options.contextSize ?? 4096,
  });
  const decoded = await decode({
    sequence,
    lastPromptToken: 0,
    sampling: { temperature: 0 },
    decoder: new TextDecoder((tokens) => tokens.map((token) => pieces[token]).join(''), []),
    rules: new StopRules({ maxTokens: 1000, ...stop }, options.moreTexts ?? []),
    endsGeneration: (token) => token === endToken,
    turn: options.turn ?? new FakeTurn(),
    signal: options.signal ?? new AbortController().signal,
    ...(options.afterFirstText && { afterFirstText: options.afterFirstText }),
    onFirstToken: () => {
      firstTokens += 1;
    },
    onText: (text) => streamed.push(text),
  });
  assert.equal(sequence.ended, 1, 'the generator is released, however decoding ends');
  return { decoded, streamed, sequence, firstTokens };
}

const lines = {
  mode: 'auto',
  linePrefix: '',
  tabSize: 4,
  singleLineLimitMs: 60_000,
  singleLineHardLimitMs: 60_000,
  blockLimitMs: 60_000,
} as const;

describe('decode', () => {
  it('ends with the model’s own end, which is no token of the text', async () => {
    const { decoded, streamed, firstTokens } = await run(['a', 'b']);
    assert.deepEqual(decoded, { text: 'ab', tokens: 2, stopReason: 'endOfGeneration' });
    assert.deepEqual(streamed, ['a', 'b']);
    assert.equal(firstTokens, 1);
  });

  it('may end at once', async () => {
    const { decoded, streamed } = await run([]);
    assert.deepEqual(decoded, { text: '', tokens: 0, stopReason: 'endOfGeneration' });
    assert.deepEqual(streamed, []);
  });

  it('ends after the most tokens asked for', async () => {
    const { decoded, sequence } = await run(['a', 'b', 'c', 'd'], { maxTokens: 2 });
    assert.deepEqual(decoded, { text: 'ab', tokens: 2, stopReason: 'maxTokens' });
    assert.equal(sequence.length, 12, 'no step more than needed was computed');
  });

  it('ends before a stop text, also one that is split over tokens', async () => {
    const { decoded, streamed } = await run(['one', '\n', '\n', 'two'], { texts: ['\n\n'] });
    assert.deepEqual(decoded, { text: 'one', tokens: 3, stopReason: 'stopText' });
    assert.equal(streamed.join(''), 'one');
  });

  it('ends before a stop text of the chat template', async () => {
    const { decoded } = await run(['Hi', '<|im', '_end|>'], {}, { moreTexts: ['<|im_end|>'] });
    assert.deepEqual(decoded, { text: 'Hi', tokens: 3, stopReason: 'stopText' });
  });

  it('ends with the line', async () => {
    const { decoded } = await run(['x', ' = 1', ';\n', 'y'], { lines });
    assert.deepEqual(decoded, { text: 'x = 1;', tokens: 3, stopReason: 'lineEnd' });
  });

  it('ends with the scope', async () => {
    const { decoded, streamed } = await run(['if x:', '\n    y()', '\n\n', 'z', '()'], { lines });
    assert.deepEqual(decoded, { text: 'if x:\n    y()', tokens: 4, stopReason: 'scopeEnd' });
    assert.equal(streamed.join(''), decoded.text);
  });

  it('ends at the time limit with what there is', async () => {
    const hurried = { ...lines, singleLineLimitMs: 0, singleLineHardLimitMs: 0 };
    const { decoded } = await run(['const', ' x'], { lines: hurried });
    assert.deepEqual(decoded, { text: 'const', tokens: 1, stopReason: 'timeLimit' });
  });

  it('ends while one cell of the context is left', async () => {
    const { decoded, sequence } = await run(['a', 'b', 'c', 'd'], {}, { contextSize: 14 });
    assert.deepEqual(decoded, { text: 'abc', tokens: 3, stopReason: 'contextFull' });
    assert.equal(sequence.length, 13);
  });

  it('ends at an abort with the text so far', async () => {
    const controller = new AbortController();
    const turn = new FakeTurn((offer) => {
      if (offer === 2) controller.abort();
    });
    const { decoded, streamed } = await run(
      ['a', 'b', 'c'],
      {},
      { turn, signal: controller.signal },
    );
    assert.deepEqual(decoded, { text: 'ab', tokens: 2, stopReason: 'aborted' });
    assert.equal(streamed.join(''), 'ab');
  });

  it('drops a token that was sampled while the abort came', async () => {
    const { decoded } = await run(['a', 'b'], {}, { signal: AbortSignal.abort() });
    assert.deepEqual(decoded, { text: '', tokens: 0, stopReason: 'aborted' });
  });

  it('hears an objection to the first token before it begins the second', async () => {
    const abort = new AbortController();
    let asked = 0;
    const { decoded, streamed } = await run(
      ['a', 'b', 'c'],
      {},
      {
        signal: abort.signal,
        afterFirstText: async () => {
          asked += 1;
          await Promise.resolve();
          abort.abort();
        },
      },
    );
    assert.deepEqual(decoded, { text: 'a', tokens: 1, stopReason: 'aborted' });
    assert.deepEqual([streamed, asked], [['a'], 1]);
  });

  it('holds back what may become a stop text and hands it over when it does not', async () => {
    const { streamed } = await run(['a<', '|', 'b'], { texts: ['<|end|>'] });
    assert.equal(streamed.join(''), 'a<|b');
    const short = await run(['abcdefghij', 'k'], { texts: ['<|end|>'] });
    assert.deepEqual(short.streamed, ['abcd', 'e', 'fghijk']);
  });

  it('streams exactly the text it returns, whatever the model writes', async () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', '\n\n', '    ', 'if x:', 'else:', '}', '{', '\n}', 'end', 'y()', '<|'),
      fc.string({ maxLength: 4 }),
    );
    const stop = fc.record({
      maxTokens: fc.integer({ min: 1, max: 40 }),
      texts: fc.subarray(['\n\n\n', '<|end|>', 'y']),
      lines: fc.option(
        fc.record({
          ...{ mode: fc.constantFrom('single' as const, 'auto' as const, 'multi' as const) },
          ...{ linePrefix: fc.constantFrom('', '    ', 'if (x) {', 'a = ') },
          ...{
            tabSize: fc.constant(4),
            singleLineLimitMs: fc.constant(60_000),
            singleLineHardLimitMs: fc.constant(60_000),
          },
          ...{ blockLimitMs: fc.constant(60_000) },
        }),
        { nil: undefined },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), stop, async (pieces, options) => {
        const { lines: lineStop, ...rest } = options;
        const { decoded, streamed } = await run(pieces, {
          ...rest,
          ...(lineStop && { lines: lineStop }),
        });
        assert.equal(streamed.join(''), decoded.text);
        assert.ok(streamed.every((text) => text !== ''));
        assert.ok(pieces.join('').startsWith(decoded.text));
      }),
      { numRuns: 500 },
    );
  });
});
