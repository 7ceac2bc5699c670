import { isBlank } from '../indentation.js';
import { columnsOf } from '../text/columns.js';

/** A line that closes what was opened above belongs to the block, and so does a brace that opens it on a line of its own. */
const joins = /^(?:[\])}]|\{$|end\b)/;

/**
 * The line behind the block that a header opens, by indentation alone.
 * @param line behind the header, or behind lines that belong to the block in any case
 * @param columns indentation of the header
 */
export function blockEnd(lines: readonly string[], line: number, columns: number): number {
  let end = line;
  for (let next = line; next < lines.length; next++) {
    const text = lines[next] ?? '';
    if (isBlank(text)) continue;
    const own = columnsOf(text);
    const closes = own === columns && joins.test(text.trim());
    if (own <= columns && !closes) break;
    end = next + 1;
    // a header over several lines closes its parameters before the block begins
    if (closes && !opensBlock(lines, next)) break;
  }
  return end;
}

/** Whether the line's next one is indented more than it. */
export function opensBlock(lines: readonly string[], line: number): boolean {
  let next = line + 1;
  while (next < lines.length && isBlank(lines[next] ?? '')) next++;
  return !isBlank(lines[line] ?? '') && columnsOf(lines[next] ?? '') > columnsOf(lines[line] ?? '');
}
