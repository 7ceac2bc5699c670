import { indentColumns, isBlank } from '../../../base/indentation.js';
import type { LineRange } from '../../../base/text/lineRange.js';

const tabSize = 4;
/** A line that only closes what was opened above belongs to the block. */
const closer = /^[\])}]|^end\b/;

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
  let last = endLine;
  for (let line = endLine; line < lines.length; line++) {
    const text = lines[line] ?? '';
    if (isBlank(text)) continue;
    const isInside = columns(text) > header;
    const closes = columns(text) === header && closer.test(text.trim());
    if (isInside || closes) last = line + 1;
    if (!isInside) break;
  }
  return { startLine: first, endLine: Math.max(last, Math.min(endLine, lines.length)) };
}

/** Whether the line's next one is indented more than it. */
function opensBlock(lines: readonly string[], line: number): boolean {
  const next = lines.slice(line + 1).find((each) => !isBlank(each));
  return !isBlank(lines[line] ?? '') && columns(next) > columns(lines[line]);
}

function smallestIndent(lines: readonly string[], startLine: number, endLine: number): number {
  const indents = lines
    .slice(startLine, endLine)
    .filter((line) => !isBlank(line))
    .map((line) => columns(line));
  return indents.length === 0 ? 0 : Math.min(...indents);
}

function columns(line: string | undefined): number {
  return indentColumns(line ?? '', tabSize);
}
