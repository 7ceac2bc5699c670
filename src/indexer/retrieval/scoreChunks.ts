import type { ExcerptReason } from '../../protocol/workspaceSearch.js';
import type { CandidateChunk } from '../store/indexStore.js';
import { fieldWeights } from '../store/searchableText.js';
import type { QueryTerm } from './queryTerms.js';
import { tokenise } from './tokenise.js';

/** A term of the query with how much it tells chunks apart. */
export interface WeighedTerm extends QueryTerm {
  /** Inverse document frequency over the chunks of the index. */
  readonly idf: number;
}

export interface ScoredChunk {
  readonly chunk: CandidateChunk;
  readonly score: number;
  readonly reasons: readonly ExcerptReason[];
}

type Field = keyof typeof fieldWeights;

const fields: readonly Field[] = ['path', 'symbols', 'text'];

interface FieldTerms {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

type ChunkTerms = Readonly<Record<Field, FieldTerms>>;

/** Term saturation and length normalisation of BM25. */
const k1 = 1.2;
const b: Readonly<Record<Field, number>> = { path: 0.3, symbols: 0.3, text: 0.6 };

/** How much the rest of a file adds to each of its chunks: an answer's file speaks of the question all over. */
const fileCoverageWeight = 0.8;

/** The part of the score that open editors add at most, for the first of them. */
const openEditorBoost = 0.25;

/** Files that quote many words without answering, unless the question is about them. */
const minorKinds: readonly (readonly [path: RegExp, asked: RegExp, factor: number])[] = [
  [
    /(?:^|\/)(?:tests?|__tests__|spec|fixtures|__mocks__)\/|[._-](?:test|spec)\.\w+$/,
    /\b(?:tests?|tested|spec)\b/i,
    0.6,
  ],
  [
    /(?:^|\/)(?:changelog|changes|history|license|notice)[^/]*$|lock\.(?:json|ya?ml)$|\.lock$/i,
    /\b(?:changelog|changes|licen[cs]e|lock)\b/i,
    0.5,
  ],
];

/**
 * Ranks candidates by BM25 over weighted fields (path, symbols, text), how much of the question their file covers, and
 * open editors.
 * @param openPaths absolute paths, the most relevant first
 */
export function scoreChunks(
  question: string,
  terms: readonly WeighedTerm[],
  candidates: readonly CandidateChunk[],
  openPaths: readonly string[],
): ScoredChunk[] {
  const described = candidates.map((chunk) => ({ chunk, terms: termsOf(chunk) }));
  const averages = averageLengths(described.map((one) => one.terms));
  const coverage = fileCoverage(described, terms);
  return described
    .map(({ chunk, terms: chunkTerms }): ScoredChunk => {
      const relevance = bm25(chunkTerms, terms, averages);
      const file = 1 + fileCoverageWeight * (coverage.get(chunk.path) ?? 0);
      const openIndex = openPaths.indexOf(chunk.path);
      const open = openIndex < 0 ? 1 : 1 + openEditorBoost / (openIndex + 1);
      const score = relevance * file * open * kindFactor(chunk.relativePath, question);
      return { chunk, score, reasons: reasonsOf(chunkTerms, terms, openIndex >= 0) };
    })
    .sort((left, right) => right.score - left.score);
}

function termsOf(chunk: CandidateChunk): ChunkTerms {
  return {
    path: countTerms(chunk.relativePath),
    symbols: countTerms([...chunk.symbolTrail, ...chunk.symbols].join(' ')),
    text: countTerms(chunk.text),
  };
}

function countTerms(text: string): FieldTerms {
  const counts = new Map<string, number>();
  const terms = tokenise(text);
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { counts, length: terms.length };
}

function averageLengths(chunks: readonly ChunkTerms[]): Record<Field, number> {
  const average = (field: Field): number =>
    Math.max(1, chunks.reduce((sum, terms) => sum + terms[field].length, 0) / chunks.length);
  return { path: average('path'), symbols: average('symbols'), text: average('text') };
}

function bm25(
  chunk: ChunkTerms,
  terms: readonly WeighedTerm[],
  averages: Readonly<Record<Field, number>>,
): number {
  // of a word and its related words only the best counts: saying it three ways is no better than saying it
  const best = new Map<string, number>();
  for (const { term, word, weight, idf } of terms) {
    let frequency = 0;
    for (const field of fields) {
      const { counts, length } = chunk[field];
      const count = counts.get(term) ?? 0;
      if (count === 0) continue;
      frequency +=
        (fieldWeights[field] * count) / (1 - b[field] + (b[field] * length) / averages[field]);
    }
    if (frequency === 0) continue;
    const score = (weight * idf * frequency * (k1 + 1)) / (k1 + frequency);
    best.set(word, Math.max(best.get(word) ?? 0, score));
  }
  return [...best.values()].reduce((sum, score) => sum + score, 0);
}

/** By path, the share of the question's words, weighed by how rare they are, that the file's candidates hold together. */
function fileCoverage(
  candidates: readonly { readonly chunk: CandidateChunk; readonly terms: ChunkTerms }[],
  terms: readonly WeighedTerm[],
): ReadonlyMap<string, number> {
  const found = new Map<string, Map<string, number>>();
  for (const { chunk, terms: chunkTerms } of candidates) {
    const words = found.get(chunk.path) ?? new Map<string, number>();
    found.set(chunk.path, words);
    for (const { term, word, weight, idf } of terms) {
      if (!fields.some((field) => chunkTerms[field].counts.has(term))) continue;
      words.set(word, Math.max(words.get(word) ?? 0, weight * idf));
    }
  }
  const most = new Map<string, number>();
  for (const { word, weight, idf } of terms) {
    most.set(word, Math.max(most.get(word) ?? 0, weight * idf));
  }
  const total = sum(most.values());
  return new Map(
    [...found].map(([path, words]) => [path, total > 0 ? sum(words.values()) / total : 0]),
  );
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Below 1 for files that quote many words without answering, unless the question is about such files. */
export function kindFactor(path: string, question: string): number {
  for (const [kind, asked, factor] of minorKinds) {
    if (kind.test(path) && !asked.test(question)) return factor;
  }
  return 1;
}

function reasonsOf(
  chunk: ChunkTerms,
  terms: readonly WeighedTerm[],
  isOpen: boolean,
): ExcerptReason[] {
  const has = (field: Field): boolean => terms.some(({ term }) => chunk[field].counts.has(term));
  return [
    ...(has('text') ? (['text'] as const) : []),
    ...(has('symbols') ? (['symbol'] as const) : []),
    ...(has('path') ? (['path'] as const) : []),
    ...(isOpen ? (['openEditor'] as const) : []),
  ];
}
