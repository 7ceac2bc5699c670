import assert from 'node:assert/strict';
import { knownExperts } from '../../../src/features/models/core/knownExperts.js';

describe('knownExperts', () => {
  it('knows models of the catalogue by the names that servers give them', () => {
    assert.equal(knownExperts('Qwen/Qwen3-30B-A3B-Instruct-2507')?.count, 128);
    assert.equal(knownExperts('qwen3-coder-30b-a3b-instruct')?.usedPerToken, 8);
    assert.equal(knownExperts('deepseek-ai/DeepSeek-Coder-V2-Lite-Base')?.sharedCount, 2);
  });

  it('claims nothing of others', () => {
    assert.equal(knownExperts('Qwen/Qwen3-235B-A22B'), undefined);
    assert.equal(knownExperts('code'), undefined);
    assert.equal(knownExperts(''), undefined);
  });
});
