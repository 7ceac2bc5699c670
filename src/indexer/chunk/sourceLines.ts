/** Most characters of one line that are kept: what is beyond is data, not something to read. */
export const maxLineCharacters = 1_000;

/** Tokens of a chunk that packing aims at, and that it does not exceed unless a single line does. */
export const targetTokens = 300;
export const maxTokens = 400;

/** Rows of a file, first and last, from 0. */
export interface RowRange {
  readonly startRow: number;
  readonly endRow: number;
}

/** The lines of a file, with the sizes of runs of lines at hand. */
export class SourceLines {
  readonly lines: readonly string[];
  /** Characters before each row. */
  private readonly offsets: readonly number[];

  constructor(text: string) {
    this.lines = text.split(/\r\n|\r|\n/).map(clip);
    if (this.lines.length > 1 && this.lines.at(-1) === '') this.lines = this.lines.slice(0, -1);
    const offsets = [0];
    for (const line of this.lines) offsets.push((offsets.at(-1) ?? 0) + line.length + 1);
    this.offsets = offsets;
  }

  get lastRow(): number {
    return this.lines.length - 1;
  }

  text({ startRow, endRow }: RowRange): string {
    return this.lines.slice(startRow, endRow + 1).join('\n');
  }

  isBlank(row: number): boolean {
    return (this.lines[row] ?? '').trim() === '';
  }

  /** Tokens that the rows take, estimated: code has about three and a half characters to a token. */
  tokens({ startRow, endRow }: RowRange): number {
    const characters = (this.offsets[endRow + 1] ?? 0) - (this.offsets[startRow] ?? 0);
    return Math.ceil(characters / 3.5);
  }

  /** The rows without blank ones at either end; undefined when all are blank. */
  trimmed({ startRow, endRow }: RowRange): RowRange | undefined {
    let first = startRow;
    let last = endRow;
    while (first <= last && this.isBlank(first)) first++;
    while (last >= first && this.isBlank(last)) last--;
    return first <= last ? { startRow: first, endRow: last } : undefined;
  }
}

function clip(line: string): string {
  return line.length > maxLineCharacters ? `${line.slice(0, maxLineCharacters)}…` : line;
}
