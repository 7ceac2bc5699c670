import type { LineRange } from './lineRange.js';
import { textLines } from './textLines.js';

/** Lines of one text in place of lines of another. Lines hold their line ends, so that nothing else decides about bytes. */
export interface Hunk {
  /** Lines of the original; empty for an insertion in front of `startLine`. */
  readonly before: LineRange;
  /** Where they stand when all hunks are applied; empty for a removal. */
  readonly after: LineRange;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * The text with some of its hunks applied: all of them give the new text, none the same text.
 * @param hunks of this text, in their order
 * @throws Error where the text does not hold a hunk's removed lines at their place
 */
export function applyHunks(text: string, hunks: readonly Hunk[]): string {
  const lines = textLines(text);
  const parts: string[] = [];
  let done = 0;
  for (const hunk of hunks) {
    if (hunk.before.startLine < done || !standsIn(lines, hunk)) {
      throw new Error('The text has changed where this edit belongs.');
    }
    parts.push(...lines.slice(done, hunk.before.startLine), ...hunk.added);
    done = hunk.before.endLine;
  }
  return [...parts, ...lines.slice(done)].join('');
}

/** Whether the original's lines at the hunk's place are those that it removes. */
function standsIn(lines: readonly string[], { before, removed }: Hunk): boolean {
  return (
    before.endLine <= lines.length &&
    removed.every((line, index) => lines[before.startLine + index] === line)
  );
}
