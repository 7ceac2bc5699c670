import assert from 'node:assert/strict';
import { parseModelReference } from '../../../src/features/models/core/modelReference.js';

const endpoints = [new URL('https://huggingface.co'), new URL('https://mirror.example')];

describe('parseModelReference', () => {
  const repository = { kind: 'repository', repository: 'owner/Some-Model.GGUF', revision: 'main' };
  for (const [text, expected] of [
    ['owner/Some-Model.GGUF', repository],
    ['  owner/Some-Model.GGUF ', repository],
    ['owner/Some-Model.GGUF:Q4_K_M', { ...repository, tag: 'Q4_K_M' }],
    ['hf.co/owner/Some-Model.GGUF:Q4_K_M', { ...repository, tag: 'Q4_K_M' }],
    ['https://huggingface.co/owner/Some-Model.GGUF', repository],
    ['https://huggingface.co/owner/Some-Model.GGUF/tree/v1', { ...repository, revision: 'v1' }],
    ['https://mirror.example/owner/Some-Model.GGUF/', repository],
  ] as const) {
    it(`reads ${text} as a repository`, () => {
      assert.deepEqual(parseModelReference(text, endpoints), expected);
    });
  }

  const file = {
    kind: 'repositoryFile',
    repository: 'owner/name',
    revision: 'main',
    path: 'sub/m-Q4.gguf',
  };
  for (const text of [
    'https://huggingface.co/owner/name/blob/main/sub/m-Q4.gguf',
    'https://huggingface.co/owner/name/resolve/main/sub/m-Q4.gguf?download=true',
    'https://mirror.example/owner/name/resolve/main/sub%2Fm-Q4.gguf',
    'huggingface://owner/name/sub/m-Q4.gguf',
  ]) {
    it(`reads ${text} as a file of a repository`, () => {
      assert.deepEqual(parseModelReference(text, endpoints), file);
    });
  }

  it('takes any other address of a GGUF', () => {
    const text = 'https://files.example/m.gguf?sig=1';
    assert.deepEqual(parseModelReference(text, endpoints), {
      kind: 'address',
      address: new URL(text),
    });
  });

  for (const text of [
    '',
    'model',
    'a/b/c',
    '../etc/passwd',
    'ftp://x.example/m.gguf',
    'file:///m.gguf',
    'https://files.example/readme.md',
    'https://me:secret@files.example/m.gguf',
    'javascript:alert(1)',
    '/home/me/m.gguf',
    'https://huggingface.co/owner',
  ]) {
    it(`takes nothing from ${JSON.stringify(text)}`, () => {
      assert.equal(parseModelReference(text, endpoints), undefined);
    });
  }
});
