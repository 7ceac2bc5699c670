import type { LineStop } from '../../protocol/engineProtocol.js';
import type { StopReason } from '../../protocol/requestRecord.js';

/** The text that stays and why generation ends there. */
export interface Stop {
  readonly length: number;
  readonly reason: StopReason;
}

const opener = /(?:[{([:]|=>|->|\b(?:then|do|else|begin))\s*(?:\/\/.*|#.*)?$/;
const closer = /^\s*(?:[}\])]|end\b)/;

/**
 * Decides from the text generated so far where a code completion ends: at the first line's end, or, when that line
 * opens a block, at the block's end as its indentation shows. Source of the idea: design/completion.md, step 4.
 */
export class LineStopper {
  private readonly baseColumns: number;

  constructor(private readonly options: LineStop) {
    this.baseColumns = indentColumns(options.linePrefix, options.tabSize);
  }

  /** @param text everything generated so far */
  check(text: string): Stop | undefined {
    const lines = text.split('\n');
    const firstFilled = lines.findIndex((line) => line.trim() !== '');
    if (firstFilled === -1 || firstFilled === lines.length - 1) return undefined;
    if (!this.isBlock(lines, firstFilled)) {
      return { length: lengthOf(lines, firstFilled), reason: 'lineEnd' };
    }
    return this.blockEnd(lines, firstFilled);
  }

  /** True once the text has become, or may only be, a block: the longer time limit holds. */
  inBlock(text: string): boolean {
    const lines = text.split('\n');
    const firstFilled = lines.findIndex((line) => line.trim() !== '');
    return firstFilled !== -1 && this.isBlock(lines, firstFilled);
  }

  private isBlock(lines: readonly string[], firstFilled: number): boolean {
    switch (this.options.mode) {
      case 'single':
        return false;
      case 'multi':
        return true;
      case 'auto': {
        // A completion that begins on the next line continues the block that the cursor's line opens.
        if (firstFilled > 0) return opener.test(this.options.linePrefix);
        return lines.length > 1 && opener.test(this.options.linePrefix + (lines[0] ?? ''));
      }
    }
  }

  private blockEnd(lines: readonly string[], firstFilled: number): Stop | undefined {
    const blank = this.options.linePrefix.trim() === '' && firstFilled === 0;
    for (let index = Math.max(1, firstFilled); index < lines.length; index++) {
      const line = lines[index] ?? '';
      if (line.trim() === '') continue;
      const columns = indentColumns(line, this.options.tabSize);
      const inside =
        columns > this.baseColumns ||
        ((this.options.mode === 'multi' || blank) &&
          columns === this.baseColumns &&
          !closer.test(line));
      if (inside) continue;
      const isLast = index === lines.length - 1;
      if (columns === this.baseColumns && closer.test(line)) {
        if (isLast) return undefined;
        if (opener.test(line)) continue;
        return { length: lengthOf(lines, index), reason: 'scopeEnd' };
      }
      return { length: lengthOf(lines, lastFilledBefore(lines, index)), reason: 'scopeEnd' };
    }
    return undefined;
  }
}

/** @returns columns of white space at the line's start, tabs rounded up to the next stop */
export function indentColumns(line: string, tabSize: number): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns += 1;
    else if (character === '\t') columns += tabSize - (columns % tabSize);
    else break;
  }
  return columns;
}

function lengthOf(lines: readonly string[], lastIndex: number): number {
  return lines.slice(0, lastIndex + 1).join('\n').length;
}

function lastFilledBefore(lines: readonly string[], index: number): number {
  let last = index - 1;
  while (last > 0 && lines[last]?.trim() === '') last -= 1;
  return last;
}
