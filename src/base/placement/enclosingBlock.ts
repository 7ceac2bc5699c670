import { indentColumns, isBlank } from '../indentation.js';
import { blockEnd, opensBlock } from './blockEnd.js';
import { tabColumns } from '../text/indentStyle.js';
import type { LineRange } from '../text/lineRange.js';

/**
 * The block that lines belong to, by indentation alone: the line above that is indented less, with all that is indented
 * more than it. Lines that open a block, or that are not indented, are a block themselves, with what is indented below.
 */
export function enclosingBlock(
  lines: readonly string[],
  { startLine, endLine }: LineRange,
): LineRange {
  const inner = smallestIndent(lines, startLine, endLine);
  let first = startLine;
  if (inner > 0 && !opensBlock(lines, endLine - 1)) {
    while (first > 0 && !(columns(lines[first]) < inner && !isBlank(lines[first] ?? ''))) first--;
  }
  const header = Math.min(inner, columns(lines[first]));
  const last = blockEnd(lines, endLine, header);
  return { startLine: first, endLine: Math.max(last, Math.min(endLine, lines.length)) };
}

function smallestIndent(lines: readonly string[], startLine: number, endLine: number): number {
  const indents = lines
    .slice(startLine, endLine)
    .filter((line) => !isBlank(line))
    .map((line) => columns(line));
  return indents.length === 0 ? 0 : Math.min(...indents);
}

function columns(line: string | undefined): number {
  return indentColumns(line ?? '', tabColumns);
}
