import { diffHunks } from '../../src/base/text/diffHunks.js';
import type { Hunk } from '../../src/base/text/hunks.js';
import { minimalEdit } from '../../src/base/text/minimalEdit.js';
import { textLines } from '../../src/base/text/textLines.js';

/** Text to be removed at once, and text to be typed in its place. */
export interface TypedChange {
  /** UTF-16 units into the text that the changes before this one have left. */
  readonly offset: number;
  readonly removed: string;
  readonly typed: string;
}

/**
 * What has to be typed, from the top down, to make one text of the other. Within a line only what differs is typed; lines
 * that become more or fewer are taken away and typed anew, as whole lines begun at the end of the line above.
 */
export function typedChanges(before: string, after: string): TypedChange[] {
  const afterLines = textLines(after);
  const starts = lineStarts(afterLines);
  let text = before;
  return diffHunks(before, after).map((hunk) => {
    // All hunks above are done, so that it stands where it does in the new text.
    const change = changeOf(hunk, starts[hunk.after.startLine] ?? after.length, text);
    const end = change.offset + change.removed.length;
    text = text.slice(0, change.offset) + change.typed + text.slice(end);
    return change;
  });
}

function changeOf({ removed, added }: Hunk, lineStart: number, text: string): TypedChange {
  const old = removed.join('');
  const edit = minimalEdit(old, added.join(''));
  const smallest = {
    offset: lineStart + edit.start,
    removed: old.slice(edit.start, edit.end),
    typed: edit.text,
  };
  if (!edit.text.includes('\n')) return smallest;
  return (
    fromLineAbove({ offset: lineStart, removed: old, typed: added.join('') }, text) ?? smallest
  );
}

/** "text⏎" at a line's start and "⏎text" at the end of the line above are the same. */
function fromLineAbove(
  { offset, removed, typed }: TypedChange,
  text: string,
): TypedChange | undefined {
  const lineEnd = lineEndOf(typed);
  const isWholeLines = removed === '' || lineEndOf(removed) === lineEnd;
  if (lineEnd === '' || !isWholeLines || lineEndOf(text.slice(0, offset)) !== lineEnd) {
    return undefined;
  }
  const moved = (lines: string): string =>
    lines === '' ? '' : lineEnd + lines.slice(0, -lineEnd.length);
  return { offset: offset - lineEnd.length, removed: moved(removed), typed: moved(typed) };
}

function lineEndOf(text: string): string {
  return /\r?\n$/.exec(text)?.[0] ?? '';
}

function lineStarts(lines: readonly string[]): number[] {
  let start = 0;
  return lines.map((line) => {
    const at = start;
    start += line.length;
    return at;
  });
}
