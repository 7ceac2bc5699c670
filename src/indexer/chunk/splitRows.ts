import type { RowRange, SourceLines } from './sourceLines.js';
import { maxTokens, targetTokens } from './sourceLines.js';

/** Cuts rows that are too many for one chunk, at a blank line or at little indentation where there is one. */
export function splitRows(source: SourceLines, { startRow, endRow }: RowRange): RowRange[] {
  const ranges: RowRange[] = [];
  let first = startRow;
  while (first <= endRow) {
    const last = lastRowOfPiece(source, first, endRow);
    ranges.push({ startRow: first, endRow: last });
    first = last + 1;
  }
  return ranges;
}

function lastRowOfPiece(source: SourceLines, startRow: number, endRow: number): number {
  if (source.tokens({ startRow, endRow }) <= maxTokens) return endRow;
  let last = startRow;
  let best = startRow;
  let bestCost = Infinity;
  while (last < endRow && source.tokens({ startRow, endRow: last + 1 }) <= maxTokens) {
    last++;
    if (source.tokens({ startRow, endRow: last }) < targetTokens / 2) continue;
    const cost = costOfBreakAfter(source, last);
    if (cost <= bestCost) {
      best = last;
      bestCost = cost;
    }
  }
  return bestCost === Infinity ? last : best;
}

/** 0 for a blank line, else the indentation of the line that the next piece would begin with. */
function costOfBreakAfter(source: SourceLines, row: number): number {
  if (source.isBlank(row)) return 0;
  const next = source.lines[row + 1] ?? '';
  return 1 + next.search(/\S|$/);
}
