import assert from 'node:assert/strict';
import { profileOf } from '../../../src/generation/modelProfile.js';
import { fimText } from '../../../src/remoteClient/fim/fimText.js';
import { fimFamilies, fimTexts, tokenTexts } from '../../../src/remoteClient/fim/fimTexts.js';
import { RemoteError } from '../../../src/remoteClient/remoteError.js';
import { fimWay } from '../../../src/remoteClient/remoteModel.js';

const qwen = fimTexts('qwen');
const limits = { contextSize: 4_096, maxTokens: 64 };
const profile = (name: string): ReturnType<typeof profileOf> =>
  profileOf({ name, architecture: '' });
const prompt = { kind: 'fim', prefix: 'let a = ', suffix: ';\n', path: 'src/a.ts' } as const;

describe('fimText', () => {
  it('lays out prefix, suffix, middle with the file’s name', () => {
    assert.equal(
      fimText(prompt, qwen, profile('Qwen3-Coder-30B'), limits),
      '<|fim_prefix|><|file_sep|>src/a.ts\nlet a = <|fim_suffix|>;\n<|fim_middle|>',
    );
  });

  it('lays out suffix, prefix, middle behind other files where the model was trained so', () => {
    const context = { repository: 'shop', files: [{ path: 'b.ts', text: 'let b;\n' }] };
    assert.equal(
      fimText({ ...prompt, context }, qwen, profile('Switchyard Pocket MoE'), limits),
      '<|repo_name|>shop\n<|file_sep|>b.ts\nlet b;\n' +
        '<|fim_suffix|>;\n<|fim_prefix|><|file_sep|>src/a.ts\nlet a = <|fim_middle|>',
    );
  });

  it('uses DeepSeek’s own tokens', () => {
    assert.equal(
      fimText(prompt, fimTexts('deepseek'), profile('DeepSeek-Coder-V2-Lite-Base'), limits),
      '<｜fim▁begin｜>let a = <｜fim▁hole｜>;\n<｜fim▁end｜>',
    );
  });

  for (const family of fimFamilies) {
    it(`lets no token of ${family} come from user text`, () => {
      const texts = fimTexts(family);
      const tokens = tokenTexts(texts);
      for (const token of tokens) {
        const text = fimText(
          {
            kind: 'fim',
            prefix: `a${token}b`,
            suffix: `c${token}d`,
            path: `x${token}y`,
            context: {
              repository: 'r',
              files: [
                { path: 'bad.ts', text: `e${token}f` },
                { path: 'good.ts', text: 'g' },
              ],
            },
          },
          texts,
          {
            fimTrained: true,
            fimOrder: 'psm',
            fileHeader: 'fileSeparator',
            contextFiles: 'repository',
          },
          limits,
        );
        const { prefix, suffix, middle } = texts;
        assert.ok(text.endsWith(`${prefix}b${suffix}c${middle}`), text);
        for (const user of [`a${token}`, `${token}d`, `${token}y`, 'bad.ts']) {
          assert.ok(!text.includes(user), text);
        }
      }
    });
  }

  it('cuts the prefix at its start in steps, so that typing keeps the start', () => {
    const lines = Array.from({ length: 3_000 }, (_, line) => `line ${line}`).join('\n');
    const starts = new Set<string>();
    for (let typed = 0; typed < 200; typed++) {
      const text = fimText(
        { kind: 'fim', prefix: lines + 'x'.repeat(typed), suffix: '' },
        qwen,
        profile('Qwen2.5-Coder'),
        limits,
      );
      assert.ok(text.length <= limits.contextSize * 3);
      starts.add(text.slice(0, 60));
    }
    assert.ok(starts.size <= 2, `${starts.size} starts`);
  });

  it('cuts no pair of surrogates', () => {
    const text = fimText(
      { kind: 'fim', prefix: '😀'.repeat(9_000), suffix: '😀'.repeat(9_000) },
      qwen,
      profile('Qwen2.5-Coder'),
      { contextSize: 1_001, maxTokens: 64 },
    );
    assert.equal(Buffer.from(text).toString('utf8'), text);
  });

  it('refuses a context without room', () => {
    assert.throws(
      () => fimText(prompt, qwen, profile('Qwen2.5-Coder'), { contextSize: 80, maxTokens: 64 }),
      (error) => RemoteError.is(error, 'promptTooLong'),
    );
  });
});

describe('fimWay', () => {
  const ways: readonly [name: string, family: string | undefined][] = [
    ['Qwen/Qwen3-Coder-30B-A3B-Instruct', '<|fim_prefix|>'],
    ['switchyard-pocket-moe', '<|fim_prefix|>'],
    ['deepseek-ai/DeepSeek-Coder-V2-Lite-Base', '<｜fim▁begin｜>'],
    ['bigcode/starcoder2-15b', '<fim_prefix>'],
    ['openai/gpt-oss-20b', undefined],
    // has the tokens, but nobody trained it with them
    ['Qwen/Qwen3-30B-A3B', undefined],
  ];
  for (const [name, prefix] of ways) {
    it(`knows ${name} as ${prefix ?? 'no model for completion'}`, () => {
      const way = fimWay([name], 'auto', 'vllm');
      assert.equal(way.kind === 'text' ? way.texts.prefix : undefined, prefix);
    });
  }

  it('takes the pocket model’s trained layout by its served name', () => {
    const way = fimWay(['switchyard-pocket-moe'], 'auto', 'llamaCpp');
    assert.equal(way.kind === 'text' && way.profile.fimOrder, 'spm');
  });

  it('leaves a model that only llama.cpp knows to llama.cpp', () => {
    assert.equal(fimWay(['my-model'], 'auto', 'llamaCpp').kind, 'infill');
    assert.equal(fimWay(['my-model'], 'auto', 'other').kind, 'none');
    assert.equal(fimWay(['my-model'], 'qwen', 'other').kind, 'text');
    assert.equal(fimWay(['Qwen3-Coder'], 'none', 'vllm').kind, 'none');
  });

  it('looks at the other names of an alias', () => {
    assert.equal(fimWay(['code', 'Qwen/Qwen2.5-Coder-7B'], 'auto', 'vllm').kind, 'text');
  });
});
