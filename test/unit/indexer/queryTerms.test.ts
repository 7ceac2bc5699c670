import assert from 'node:assert/strict';
import { maxQueryTerms, queryTerms } from '../../../src/indexer/retrieval/queryTerms.js';

const weights = (text: string): Record<string, number> =>
  Object.fromEntries(queryTerms(text).map(({ term, weight }) => [term, weight]));

describe('queryTerms', () => {
  it('keeps what a question is about', () => {
    const terms = Object.keys(weights('Where is the heartbeat of the process handled?'));
    assert.ok(terms.includes('heartbeat'));
    assert.equal(terms.includes('where'), false);
    assert.equal(terms.includes('the'), false);
  });

  it('weighs identifiers and paths more than words', () => {
    const found = weights('why does parseBlock call src/base/log.ts so often');
    assert.ok((found['parseblock'] ?? 0) > (found['often'] ?? 0));
    assert.ok((found['log'] ?? 0) > (found['often'] ?? 0));
  });

  it('adds related words, which count less and stand for the same word', () => {
    const terms = queryTerms('cancel');
    const related = terms.find(({ term }) => term === 'abort');
    assert.equal(related?.word, 'cancel');
    assert.ok(related.weight < 1);
  });

  it('searches stop words rather than nothing', () => {
    assert.ok(queryTerms('what does this do').length > 0);
  });

  it('bounds a pasted file', () => {
    const paste = Array.from({ length: 20_000 }, (_, index) => `word${index}x`).join(' ');
    assert.equal(queryTerms(paste).length, maxQueryTerms);
  });

  it('finds nothing in nothing', () => {
    assert.deepEqual(queryTerms(' ?! "" '), []);
  });
});
