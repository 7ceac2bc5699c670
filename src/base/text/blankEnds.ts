import { isBlank } from '../indentation.js';
import type { LineRange } from './lineRange.js';

/** The part of a range that begins and ends with a line that is not blank; empty where there is none. */
export function withoutBlankEdges(lines: readonly string[], range: LineRange): LineRange {
  let startLine = Math.min(Math.max(0, range.startLine), lines.length);
  let endLine = Math.min(Math.max(startLine, range.endLine), lines.length);
  while (endLine > startLine && isBlank(lines[endLine - 1] ?? '')) endLine--;
  while (startLine < endLine && isBlank(lines[startLine] ?? '')) startLine++;
  return { startLine, endLine };
}

/** The lines without the blank ones at both ends. */
export function withoutBlankEnds(lines: readonly string[]): string[] {
  const { startLine, endLine } = withoutBlankEdges(lines, { startLine: 0, endLine: lines.length });
  return lines.slice(startLine, endLine);
}
