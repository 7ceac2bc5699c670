import type { IndexedExcerpt, IndexerParams } from '../../protocol/indexerProtocol.js';
import type { CandidateChunk, IndexStore } from '../store/indexStore.js';
import type { Similarity } from '../store/vectorStore.js';
import { fuseRanks } from './fuseRanks.js';
import type { QueryTerm } from './queryTerms.js';
import { queryTerms } from './queryTerms.js';
import type { ScoredChunk, WeighedTerm } from './scoreChunks.js';
import { kindFactor, scoreChunks } from './scoreChunks.js';
import { selectChunks } from './selectChunks.js';

/** Chunks that are ranked closely. */
const maxCandidates = 300;

/** Terms that candidates are looked up by: the rarest say the most and cost the least. */
const maxLookupTerms = 24;

/** Chunks that are ranked by meaning; more would only add noise to the ranking by words. */
const maxNeighbours = 100;

/** Milliseconds for comparing vectors: an index for which that is not enough is searched in part. */
const compareLimitMs = 1_000;

/**
 * Answers a question from the index, best excerpts first.
 * @param queryVector of the question, of length 1; absent where it is searched by words alone
 */
export function searchStore(
  store: IndexStore,
  query: IndexerParams<'search'>,
  queryVector?: Float32Array,
): IndexedExcerpt[] {
  const byWords = rankByWords(store, query);
  const ranked = queryVector ? withMeaning(store, query, byWords, queryVector) : byWords;
  return selectChunks(ranked, query.maxExcerpts);
}

function rankByWords(store: IndexStore, query: IndexerParams<'search'>): ScoredChunk[] {
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
  return scoreChunks(query.text, terms, candidates, query.openPaths);
}

/** Fuses the ranking by words with the one by the similarity of vectors. */
function withMeaning(
  store: IndexStore,
  query: IndexerParams<'search'>,
  byWords: readonly ScoredChunk[],
  queryVector: Float32Array,
): ScoredChunk[] {
  const similar = store.vectors.similarities(queryVector, query.withinPaths, compareLimitMs);
  if (similar.length === 0) return [...byWords];
  const embedded = new Set(similar.map(({ id }) => id));
  const byMeaning = nearest(store, query.text, similar);
  const chunks = new Map([
    ...byMeaning.map((chunk): [number, ScoredChunk] => [
      chunk.id,
      { chunk, score: 0, reasons: ['meaning'] },
    ]),
    ...byWords.map((scored): [number, ScoredChunk] => [scored.chunk.id, scored]),
  ]);
  const near = new Set(byMeaning.map(({ id }) => id));
  return fuseRanks(
    byWords.map(({ chunk }) => chunk.id),
    byMeaning.map(({ id }) => id),
    (id) => embedded.has(id),
  ).flatMap(({ id, score }) => {
    const scored = chunks.get(id);
    if (!scored) return [];
    const reasons = near.has(id)
      ? new Set([...scored.reasons, 'meaning' as const])
      : scored.reasons;
    return [{ ...scored, score, reasons: [...reasons] }];
  });
}

/** The chunks whose vectors are most similar, files that only quote behind the others. */
function nearest(
  store: IndexStore,
  question: string,
  similar: readonly Similarity[],
): CandidateChunk[] {
  const best = [...similar]
    .sort((left, right) => right.similarity - left.similarity)
    .slice(0, maxNeighbours);
  const similarities = new Map(best.map(({ id, similarity }) => [id, similarity]));
  const value = ({ id, relativePath }: CandidateChunk): number =>
    (similarities.get(id) ?? 0) * kindFactor(relativePath, question);
  return store.chunksOf([...similarities.keys()]).sort((one, other) => value(other) - value(one));
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
