import type { IndexedExcerpt, IndexerParams } from '../../protocol/indexerProtocol.js';
import type { IndexStore } from '../store/indexStore.js';
import type { QueryTerm } from './queryTerms.js';
import { queryTerms } from './queryTerms.js';
import type { WeighedTerm } from './scoreChunks.js';
import { scoreChunks } from './scoreChunks.js';
import { selectChunks } from './selectChunks.js';

/** Chunks that are ranked closely. */
const maxCandidates = 300;

/** Terms that candidates are looked up by: the rarest say the most and cost the least. */
const maxLookupTerms = 24;

/** Answers a question from the index, best excerpts first. */
export function searchStore(store: IndexStore, query: IndexerParams<'search'>): IndexedExcerpt[] {
  const terms = weigh(store, queryTerms(query.text));
  const lookup = [...terms]
    .sort((left, right) => right.weight * right.idf - left.weight * left.idf)
    .slice(0, maxLookupTerms);
  const candidates = store.candidates(
    lookup.map(({ term }) => term),
    maxCandidates,
    query.withinPaths,
  );
  if (candidates.length === 0) return [];
  const scored = scoreChunks(query.text, terms, candidates, query.openPaths);
  return selectChunks(scored, query.maxExcerpts);
}

function weigh(store: IndexStore, terms: readonly QueryTerm[]): WeighedTerm[] {
  const frequencies = store.documentFrequencies(terms.map(({ term }) => term));
  const { chunks } = store.stats();
  return terms.flatMap((term, index) => {
    const frequency = frequencies[index] ?? 0;
    if (frequency === 0) return [];
    return [{ ...term, idf: Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5)) }];
  });
}
