import type { IndexedExcerpt } from '../../protocol/indexerProtocol.js';
import type { ScoredChunk } from './scoreChunks.js';

/** Chunks of one file that are taken before any third one: several files say more than one file thrice. */
const firstChunksPerFile = 2;

/**
 * Picks the best chunks, at most two of a file unless there are not enough others, and joins neighbours in a file.
 * @param scored best first
 */
export function selectChunks(
  scored: readonly ScoredChunk[],
  maxExcerpts: number,
): IndexedExcerpt[] {
  const perFile = new Map<string, number>();
  const first: ScoredChunk[] = [];
  const later: ScoredChunk[] = [];
  for (const one of scored) {
    const taken = perFile.get(one.chunk.path) ?? 0;
    perFile.set(one.chunk.path, taken + 1);
    (taken < firstChunksPerFile ? first : later).push(one);
  }
  const chosen = [...first, ...later].slice(0, maxExcerpts);
  return mergeNeighbours(chosen.map(toExcerpt));
}

function toExcerpt({ chunk, score, reasons }: ScoredChunk): IndexedExcerpt {
  const { path, startLine, endLine, text, symbolTrail, languageId } = chunk;
  return {
    path,
    startLine,
    endLine,
    text,
    symbolTrail,
    ...(languageId !== undefined && { languageId }),
    score,
    reasons,
  };
}

/** Excerpts whose lines follow one another become one, in the place of the better. */
function mergeNeighbours(excerpts: readonly IndexedExcerpt[]): IndexedExcerpt[] {
  const merged: IndexedExcerpt[] = [];
  for (const excerpt of excerpts) {
    const index = merged.findIndex((other) => areNeighbours(other, excerpt));
    const other = merged[index];
    if (other) merged[index] = joined(other, excerpt);
    else merged.push(excerpt);
  }
  return merged.length === excerpts.length ? merged : mergeNeighbours(merged);
}

function areNeighbours(one: IndexedExcerpt, other: IndexedExcerpt): boolean {
  if (one.path !== other.path) return false;
  const [first, second] = inOrder(one, other);
  // a blank line between two chunks belongs to neither
  return second.startLine - first.endLine <= 2;
}

function joined(better: IndexedExcerpt, worse: IndexedExcerpt): IndexedExcerpt {
  const [first, second] = inOrder(better, worse);
  const blankLines = '\n'.repeat(Math.max(1, second.startLine - first.endLine));
  const common = better.symbolTrail.filter((name, index) => name === worse.symbolTrail[index]);
  return {
    ...better,
    startLine: first.startLine,
    endLine: second.endLine,
    text: first.text + blankLines + second.text,
    symbolTrail: common,
    reasons: [...new Set([...better.reasons, ...worse.reasons])],
  };
}

function inOrder(one: IndexedExcerpt, other: IndexedExcerpt): [IndexedExcerpt, IndexedExcerpt] {
  return one.startLine <= other.startLine ? [one, other] : [other, one];
}
