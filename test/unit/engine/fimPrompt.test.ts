import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildFimPrompt } from '../../../src/engine/generate/fimPrompt.js';
import type { FimPrompt, FimVocabulary } from '../../../src/engine/generate/fimPrompt.js';
import type { PromptTokens } from '../../../src/engine/generate/promptTokens.js';
import type { ModelProfile } from '../../../src/generation/modelProfile.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';

const [beginning, prefix, suffix, middle, separator] = [1001, 1002, 1003, 1004, 1005];
const repositoryName = 1006;
const codes = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** One token for each character, its code. */
const vocabulary: FimVocabulary = {
  fim: { prefix, suffix, middle, fileSeparator: separator, repositoryName },
  beginning: undefined,
  tokenize: codes,
};
const psm: ModelProfile = {
  fimTrained: true,
  fimOrder: 'psm',
  fileHeader: 'none',
  contextFiles: 'none',
};
const spm: ModelProfile = { ...psm, fimOrder: 'spm' };
const withHeader: ModelProfile = { ...psm, fileHeader: 'fileSeparator' };
const withContext: ModelProfile = {
  ...spm,
  fileHeader: 'fileSeparator',
  contextFiles: 'repository',
};

function build(
  prompt: Partial<FimPrompt>,
  profile = psm,
  limits: { contextSize?: number; maxTokens?: number } = {},
  words = vocabulary,
): PromptTokens {
  return buildFimPrompt({ kind: 'fim', prefix: '', suffix: '', ...prompt }, words, profile, {
    contextSize: 4096,
    maxTokens: 200,
    ...limits,
  });
}

/** The prefix and suffix that a psm prompt without a header holds. */
function partsOf({ tokens }: PromptTokens): { prefix: number[]; suffix: number[] } {
  const cut = tokens.indexOf(suffix);
  return { prefix: tokens.slice(1, cut), suffix: tokens.slice(cut + 1, -1) };
}

describe('buildFimPrompt', () => {
  it('lays out prefix, suffix, middle', () => {
    const { tokens, stopTexts, stopTokens } = build({ prefix: 'ab', suffix: 'yz' });
    assert.deepEqual(tokens, [prefix, ...codes('ab'), suffix, ...codes('yz'), middle]);
    assert.deepEqual([stopTexts, stopTokens], [[], []]);
  });

  it('lays out suffix, prefix, middle, where typing only appends', () => {
    const before = build({ prefix: 'ab', suffix: 'yz' }, spm).tokens;
    assert.deepEqual(before, [suffix, ...codes('yz'), prefix, ...codes('ab'), middle]);
    const after = build({ prefix: 'abc', suffix: 'yz' }, spm).tokens;
    assert.deepEqual(after.slice(0, before.length - 1), before.slice(0, -1));
    assert.equal(after.length, before.length + 1);
  });

  describe('parts of other files', () => {
    const file = { path: 'b.ts', text: 'B\n' };
    const context = { repository: 'r', files: [file, { path: 'c.ts', text: 'C' }] };
    const laidOut = [
      ...[repositoryName, ...codes('r\n'), separator, ...codes('b.ts\nB\n')],
      ...[separator, ...codes('c.ts\nC')],
    ];

    it('stand before everything else, in their order', () => {
      const prompt = { path: 'a.ts', prefix: 'x', suffix: 'y', context };
      assert.deepEqual(build(prompt, withContext).tokens, [
        ...laidOut,
        ...[suffix, ...codes('y'), prefix, separator, ...codes('a.ts\nx'), middle],
      ]);
      const words = { ...vocabulary, beginning };
      assert.equal(build(prompt, withContext, {}, words).tokens[0], beginning);
    });

    it('are not sent to a model that never saw such a prompt, nor without its tokens', () => {
      const prompt = { prefix: 'x', suffix: 'y', context };
      for (const profile of [psm, spm, withHeader]) {
        assert.deepEqual(
          build(prompt, profile).tokens,
          build({ prefix: 'x', suffix: 'y' }, profile).tokens,
        );
      }
      const fim = { prefix, suffix, middle, fileSeparator: separator, repositoryName: undefined };
      assert.equal(build(prompt, withContext, {}, { ...vocabulary, fim }).tokens[0], suffix);
    });

    it('leave at least half of the prompt to the file itself and go whole', () => {
      const long = { path: 'long.ts', text: 'l'.repeat(3_000) };
      const files = [long, file];
      const { tokens } = build({ prefix: 'x', context: { repository: 'r', files } }, withContext);
      assert.deepEqual(tokens.slice(0, 12), [
        ...[repositoryName, ...codes('r\n'), separator, ...codes('b.ts\nB\n'), suffix],
      ]);
      const none = { repository: 'r', files: [long] };
      assert.equal(build({ prefix: 'x', context: none }, withContext).tokens[0], suffix);
    });
  });

  it('begins with the beginning token where the vocabulary wants it', () => {
    const words = { ...vocabulary, beginning };
    assert.deepEqual(build({ prefix: 'a' }, psm, {}, words).tokens.slice(0, 2), [
      beginning,
      prefix,
    ]);
    assert.deepEqual(build({ prefix: 'a' }, spm, {}, words).tokens.slice(0, 2), [
      beginning,
      suffix,
    ]);
  });

  it('puts the file’s path before the prefix where the model was trained so', () => {
    const prompt = { path: 'a.ts', prefix: 'x', suffix: 'y' };
    const header = [separator, ...codes('a.ts\n')];
    assert.deepEqual(build(prompt, withHeader).tokens.slice(0, 8), [prefix, ...header, 120]);
    const spmTokens = build(prompt, { ...withHeader, fimOrder: 'spm' }).tokens;
    assert.deepEqual(spmTokens, [suffix, 121, prefix, ...header, 120, middle]);
  });

  it('leaves the header out without a path, a separator or the training', () => {
    const without = build({ prefix: 'x' }).tokens;
    const unseparated: FimVocabulary = {
      ...vocabulary,
      fim: { prefix, suffix, middle, fileSeparator: undefined, repositoryName },
    };
    assert.deepEqual(build({ prefix: 'x' }, withHeader).tokens, without);
    assert.deepEqual(build({ prefix: 'x', path: '' }, withHeader).tokens, without);
    assert.deepEqual(build({ prefix: 'x', path: 'a' }, psm).tokens, without);
    assert.deepEqual(
      build({ prefix: 'x', path: 'a' }, withHeader, {}, unseparated).tokens,
      without,
    );
  });

  it('works at both ends of a file', () => {
    assert.deepEqual(build({}).tokens, [prefix, suffix, middle]);
    assert.deepEqual(build({ suffix: 'y' }).tokens, [prefix, suffix, 121, middle]);
  });

  it('places checkpoints some tokens before the cursor and at the end', () => {
    const text = 'x'.repeat(100);
    assert.deepEqual(build({ prefix: text, suffix: 'yz' }).checkpointLengths, [101 - 16, 104]);
    assert.deepEqual(build({ prefix: text, suffix: 'yz' }, spm).checkpointLengths, [104 - 16, 104]);
    assert.deepEqual(build({ prefix: 'x', suffix: 'yz' }).checkpointLengths, [5]);
  });

  it('gives the suffix a quarter of the room, from the cursor on', () => {
    const long = build({ prefix: 'p'.repeat(9_000), suffix: 'abcdefghij'.repeat(900) });
    const parts = partsOf(long);
    const room = 4096 - 1 - 200 - 3;
    assert.equal(parts.suffix.length, Math.floor(room / 4));
    assert.deepEqual(parts.suffix.slice(0, 10), codes('abcdefghij'));
    assert.ok(parts.prefix.length > room * 0.75 - 256);
  });

  it('gives the prefix the room that a short suffix leaves', () => {
    const parts = partsOf(build({ prefix: 'p'.repeat(3_800), suffix: 'abc' }));
    assert.deepEqual([parts.prefix.length, parts.suffix.length], [3_800, 3]);
  });

  it('keeps the start of a trimmed prefix while the user types, for 256 tokens', () => {
    let text = Array.from({ length: 5_000 }, (_, index) => String.fromCharCode(33 + (index % 90)));
    const starts: string[] = [];
    for (let typed = 0; typed < 600; typed++) {
      const { prefix: kept } = partsOf(build({ prefix: text.join('') }));
      assert.deepEqual(kept.slice(-20), codes(text.slice(-20).join('')));
      starts.push(String(text.length - kept.length));
      text = [...text, 'x'];
    }
    const runs = [...new Set(starts)].map((start) => starts.filter((one) => one === start).length);
    assert.ok(runs.length <= 4, `${runs.length} different starts`);
    assert.deepEqual(
      runs.slice(1, -1),
      runs.slice(1, -1).map(() => 256),
    );
  });

  it('never loses most of the prefix to the step, in a small context either', () => {
    const limits = fc.record({
      contextSize: fc.integer({ min: 140, max: 3_000 }),
      maxTokens: fc.integer({ min: 16, max: 64 }),
    });
    fc.assert(
      fc.property(limits, fc.nat(4_000), fc.nat(2_000), (sizes, prefixLength, suffixLength) => {
        const room = sizes.contextSize - 1 - sizes.maxTokens - 3;
        const prompt = { prefix: 'p'.repeat(prefixLength), suffix: 's'.repeat(suffixLength) };
        if (room < 64) {
          assert.throws(() => build(prompt, psm, sizes));
          return;
        }
        const built = build(prompt, psm, sizes);
        const { prefix: kept } = partsOf(built);
        assert.ok(kept.length >= Math.min(prefixLength, Math.floor(room / 2) - 1));
        assert.ok(built.tokens.length + sizes.maxTokens < sizes.contextSize);
        const { checkpointLengths } = built;
        assert.ok(checkpointLengths.every((at) => at > 0 && at < built.tokens.length));
        assert.deepEqual(
          checkpointLengths,
          checkpointLengths.toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('says so when the model has no FIM tokens', () => {
    assert.throws(
      () => build({}, psm, {}, { ...vocabulary, fim: undefined }),
      (error) => EngineError.is(error, 'noFimTokens'),
    );
  });

  it('says so when the context is too small', () => {
    const isTooLong = (error: unknown): boolean => EngineError.is(error, 'promptTooLong');
    assert.throws(() => build({}, psm, { contextSize: 267 }), isTooLong);
    assert.doesNotThrow(() => build({}, psm, { contextSize: 268 }));
    const longPath = { path: 'p'.repeat(300) };
    assert.throws(() => build(longPath, withHeader, { contextSize: 512 }), isTooLong);
  });
});
