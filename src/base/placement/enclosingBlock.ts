import { isBlank } from '../indentation.js';
import { blockEnd, opensBlock } from './blockEnd.js';
import { columnsOf, leastColumns } from '../text/columns.js';
import type { LineRange } from '../text/lineRange.js';

/**
 * The block that lines belong to, by indentation alone: the line above that is indented less, with all that is indented
 * more than it. Lines that open a block, or that are not indented, are a block themselves, with what is indented below.
 */
export function enclosingBlock(
  lines: readonly string[],
  { startLine, endLine }: LineRange,
): LineRange {
  const inner = leastColumns(lines, { startLine, endLine });
  let first = startLine;
  if (inner > 0 && !opensBlock(lines, endLine - 1)) {
    while (first > 0 && !(columnsOf(lines[first] ?? '') < inner && !isBlank(lines[first] ?? '')))
      first--;
  }
  const header = Math.min(inner, columnsOf(lines[first] ?? ''));
  const last = blockEnd(lines, endLine, header);
  return { startLine: first, endLine: Math.max(last, Math.min(endLine, lines.length)) };
}
