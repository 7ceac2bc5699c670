import assert from 'node:assert/strict';
import { embeddingProfile } from '../../../src/engine/embedding/embeddingProfiles.js';

describe('embeddingProfile', () => {
  const cases: readonly [
    architecture: string,
    name: string,
    queryPrefix: string,
    documentPrefix: string,
  ][] = [
    ['nomic-bert-moe', 'anything', 'search_query: ', 'search_document: '],
    ['nomic-bert', 'anything', 'search_query: ', 'search_document: '],
    ['bert', 'multilingual-e5-small', 'query: ', 'passage: '],
    ['bert', 'E5 Base v2', 'query: ', 'passage: '],
    ['bert', 'all-MiniLM-L6-v2', '', ''],
    ['bert', 'bge-m3', '', ''],
    ['bert', 'jina-embeddings-v2-base-code', '', ''],
    ['bert', 'snowflake-arctic-embed-m-v2.0', 'query: ', ''],
    ['gemma-embedding', 'x', 'task: search result | query: ', 'title: none | text: '],
  ];
  for (const [architecture, name, queryPrefix, documentPrefix] of cases) {
    it(`knows ${name} (${architecture})`, () => {
      assert.deepEqual(embeddingProfile(architecture, [name]), { queryPrefix, documentPrefix });
    });
  }

  it('knows a model by its file where its name says nothing', () => {
    const { queryPrefix } = embeddingProfile('bert', ['Model', 'bge-small-en-v1.5-q8_0']);
    assert.match(queryPrefix, /^Represent this sentence/);
  });

  it('gives instructions to those that were trained with them', () => {
    for (const name of ['Qwen3 Embedding 0.6B', 'multilingual-e5-large-instruct']) {
      assert.match(embeddingProfile('qwen3', [name]).queryPrefix, /^Instruct: .*\nQuery: $/);
    }
  });
});
