import assert from 'node:assert/strict';
import { fimSupport, profileOf, seesContextFiles } from '../../../src/generation/modelProfile.js';

const profile = (name: string): ReturnType<typeof profileOf> =>
  profileOf({ name, architecture: 'qwen3moe' });

describe('profileOf', () => {
  const trained = [
    'Qwen3 Coder 30B A3B Instruct',
    'Qwen2.5-Coder-7B',
    'DeepSeek-Coder-V2-Lite-Base',
    'deepseek_coder 1.3b base',
    'starcoder2-3b',
    'CodeLlama-7b-hf',
    'codegemma-2b',
    'Granite 4.0 H Tiny Base',
    'granite-code-3b',
    'pocket MoE starter 79M-A22M',
  ];
  for (const name of trained) {
    it(`claims FIM training for ${name}`, () => {
      assert.equal(profile(name).fimTrained, true);
    });
  }

  const untrained = [
    'Qwen3 30B A3B',
    'Qwen3-30B-A3B-Instruct-2507',
    'DeepSeek-V2-Lite',
    'gpt-oss-20b',
    'OLMoE 1B 7B 0924',
    'Mixtral-8x7B-v0.1',
    'granite-3.1-1b-a400m-base',
    'Not a pocket MoE starter',
    '',
  ];
  for (const name of untrained) {
    it(`claims none for ${name === '' ? 'a model without a name' : name}`, () => {
      assert.deepEqual(profile(name), {
        fimTrained: false,
        fimOrder: 'psm',
        fileHeader: 'none',
        contextFiles: 'none',
      });
    });
  }

  it('knows who was trained with a file header', () => {
    assert.equal(profile('pocket moe starter').fileHeader, 'fileSeparator');
    assert.equal(profile('Qwen3-Coder-30B-A3B').fileHeader, 'fileSeparator');
    assert.equal(profile('DeepSeek-Coder-V2-Lite').fileHeader, 'none');
  });
});

describe('seesContextFiles', () => {
  const fim = { prefix: 1, suffix: 2, middle: 3, fileSeparator: 4, repositoryName: 5 };

  it('needs the training and both tokens around files', () => {
    const pocket = profile('Switchyard Pocket MoE 143M-A58M');
    assert.equal(seesContextFiles(pocket, fim), true);
    assert.equal(seesContextFiles(pocket, { ...fim, repositoryName: undefined }), false);
    assert.equal(seesContextFiles(pocket, { ...fim, fileSeparator: undefined }), false);
    assert.equal(seesContextFiles(pocket, undefined), false);
    assert.equal(seesContextFiles(profile('Qwen3-Coder-30B-A3B'), fim), false);
  });
});

describe('fimSupport', () => {
  it('needs the tokens and the training', () => {
    assert.equal(fimSupport(profile('Qwen3-Coder-30B-A3B'), true), 'trained');
    assert.equal(fimSupport(profile('Qwen3-Coder-30B-A3B'), false), 'none');
    assert.equal(fimSupport(profile('Qwen3 30B A3B'), true), 'tokensOnly');
    assert.equal(fimSupport(profile('Qwen3 30B A3B'), false), 'none');
  });
});
