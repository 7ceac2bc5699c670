import { indentColumns, isBlank } from '../indentation.js';
import type { LineRange } from './lineRange.js';

/** Columns that a tab stands for while texts with tabs and with spaces are compared. */
export const tabColumns = 4;

/** Indentation of a line, in columns. */
export function columnsOf(line: string): number {
  return indentColumns(line, tabColumns);
}

/** Indentation of the line that is indented least, in columns; blank ones do not count. */
export function leastColumns(
  lines: readonly string[],
  { startLine, endLine }: LineRange = { startLine: 0, endLine: lines.length },
): number {
  let least: number | undefined;
  for (const line of lines.slice(startLine, endLine)) {
    if (isBlank(line)) continue;
    least = Math.min(least ?? Infinity, columnsOf(line));
  }
  return least ?? 0;
}
