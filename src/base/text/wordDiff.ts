import { diffArrays } from 'diff';

export interface WordDiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** A word, a run of white space or a single other character. */
const token = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu;

/** How one line becomes another, word by word; removed text comes before what is in its place. */
export function wordDiff(before: string, after: string): WordDiffPart[] {
  const changes = diffArrays(before.match(token) ?? [], after.match(token) ?? []);
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }));
}
