import { diffArrays } from 'diff';
import type { Hunk } from './hunks.js';
import { textLines } from './textLines.js';

/** Beyond so many changed lines the search for the fewest takes longer than it is worth. */
const maxChangedLines = 1_200;

/** The fewest lines whose replacement makes one text of the other, as hunks in their order. */
export function diffHunks(before: string, after: string): Hunk[] {
  const from = textLines(before);
  const to = textLines(after);
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < shorter - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  const removed = from.slice(head, from.length - tail);
  const added = to.slice(head, to.length - tail);
  if (removed.length === 0 && added.length === 0) return [];
  const changes = diffArrays(removed, added, { maxEditLength: maxChangedLines });
  if (!changes) return [hunkAt(head, head, removed, added)];
  return hunksOf(changes, head);
}

interface Change {
  readonly added: boolean;
  readonly removed: boolean;
  readonly value: readonly string[];
}

/** @param head lines in front, the same in both texts */
function hunksOf(changes: readonly Change[], head: number): Hunk[] {
  const hunks: Hunk[] = [];
  let beforeLine = head;
  let afterLine = head;
  let removed: string[] = [];
  let added: string[] = [];
  const close = (): void => {
    if (removed.length > 0 || added.length > 0) {
      hunks.push(hunkAt(beforeLine, afterLine, removed, added));
    }
    beforeLine += removed.length;
    afterLine += added.length;
    removed = [];
    added = [];
  };
  for (const change of changes) {
    if (change.removed) removed.push(...change.value);
    else if (change.added) added.push(...change.value);
    else {
      close();
      beforeLine += change.value.length;
      afterLine += change.value.length;
    }
  }
  close();
  return hunks;
}

function hunkAt(
  beforeLine: number,
  afterLine: number,
  removed: readonly string[],
  added: readonly string[],
): Hunk {
  return {
    before: { startLine: beforeLine, endLine: beforeLine + removed.length },
    after: { startLine: afterLine, endLine: afterLine + added.length },
    removed,
    added,
  };
}
