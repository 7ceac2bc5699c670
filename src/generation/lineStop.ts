import { indentColumns, isBlank } from '../base/indentation.js';
import type { LineStop } from '../protocol/engineProtocol.js';
import type { StopReason } from '../protocol/requestRecord.js';
import {
  afterClause,
  continuesBlock,
  introducesNext,
  isUndecided,
  openedBlock,
  openedString,
} from './blockLines.js';
import type { BlockState } from './blockLines.js';

/** The text that stays and why generation ends there. */
export interface Stop {
  readonly length: number;
  readonly reason: StopReason;
}

/** How far a completion reaches among the lines generated so far. */
interface Extent {
  /** The last line that surely belongs to it; whether the lines after it do is open unless `end` is set. */
  readonly last: number;
  readonly end?: StopReason;
  /** More than one line is being written on purpose. */
  readonly isBlock: boolean;
}

/**
 * Decides from the text generated so far where a code completion ends: at the first line's end, or, when that line
 * opens a block, at the block's end as indentation, brackets and a few words show. Decorators and comments count with
 * the line they introduce. Whatever the text, the first line that is not blank is kept, and a stop once reached stays
 * where it is when more text follows. Knows no language: a misjudged line costs a token or two, not the completion.
 */
export class LineStopper {
  private readonly begun: string;

  constructor(private readonly options: LineStop) {
    this.begun = options.begun ?? '';
  }

  /** @param text everything generated so far, lines ending in LF */
  check(text: string): Stop | undefined {
    const lines = this.wholeLines(text);
    const extent = this.extent(lines, text);
    return extent?.end && { length: this.lengthTo(lines, extent.last), reason: extent.end };
  }

  /** @returns how many characters no later stop can take back */
  settledLength(text: string): number {
    const lines = this.wholeLines(text);
    const extent = this.extent(lines, text);
    return extent ? this.lengthTo(lines, extent.last) : text.length;
  }

  /** True once the text has become more than one line on purpose: the longer time limit holds. */
  inBlock(text: string): boolean {
    return this.extent(this.wholeLines(text), text)?.isBlock ?? false;
  }

  private wholeLines(text: string): string[] {
    return (this.options.linePrefix + this.begun + text).split('\n');
  }

  private lengthTo(lines: readonly string[], last: number): number {
    const before = this.options.linePrefix.length + this.begun.length;
    return Math.max(0, lines.slice(0, last + 1).join('\n').length - before);
  }

  private extent(lines: readonly string[], text: string): Extent | undefined {
    const first = (this.begun + text).split('\n').findIndex((line) => !isBlank(line));
    if (first === -1) return undefined;
    switch (this.options.mode) {
      case 'single':
        return this.firstLine(lines, first);
      case 'auto':
        return this.lineOrBlock(lines, first);
      case 'multi':
        return this.cursorBlock(lines, first) ?? this.scope(lines, first);
    }
  }

  private firstLine(lines: readonly string[], first: number): Extent {
    const extent = oneLine(lines, first);
    if (!extent.end) return extent;
    const upToHere = this.lineOrBlock([...lines.slice(0, first + 1), ''], first);
    return upToHere.end ? extent : { ...extent, end: 'blockStart' };
  }

  private lineOrBlock(lines: readonly string[], first: number): Extent {
    const body = this.cursorBlock(lines, first);
    if (body) return body;
    const head = this.headLine(lines, first);
    if (isBlank(lines[head] ?? '')) return { last: head - 1, isBlock: true };
    const extent = this.block(lines, head) ?? oneLine(lines, head);
    return head > first ? { ...extent, isBlock: true } : extent;
  }

  /** @returns undefined where the completion is not the block that the cursor's line opens */
  private cursorBlock(lines: readonly string[], first: number): Extent | undefined {
    // A completion that begins on the next line may be the block that the cursor's line opens.
    const body = first > 0 ? this.block(lines, 0) : undefined;
    return body && body.last >= first ? body : undefined;
  }

  /** The first line that is more than an introduction; blank while that line has not begun. */
  private headLine(lines: readonly string[], first: number): number {
    // Who writes a comment or a decorator wants its end, soon.
    if (first === 0 && !isBlank(this.options.linePrefix)) return first;
    let head = first;
    while (head < lines.length - 1 && introducesNext(lines[head] ?? '', head > first)) {
      const next = lines[head + 1] ?? '';
      if (isBlank(next) && head + 1 < lines.length - 1) return head;
      head += 1;
    }
    return head;
  }

  /** @returns undefined where the line opens none, or is not whole yet */
  private block(lines: readonly string[], head: number): Extent | undefined {
    const line = lines[head] ?? '';
    if (head === lines.length - 1) return undefined;
    const quotes = openedString(line);
    if (quotes !== undefined) return stringBlock(lines, head, quotes);
    const kind = openedBlock(line);
    return kind && this.blockLines(lines, head, { kind, closed: false });
  }

  private blockLines(lines: readonly string[], head: number, opened: BlockState): Extent {
    const headColumns = this.columns(lines, head);
    let state = opened;
    let last = head;
    for (let index = head + 1; index < lines.length; index++) {
      const line = lines[index] ?? '';
      const isWhole = index < lines.length - 1;
      if (isBlank(line)) {
        if (state.closed && isWhole) return { last, end: 'scopeEnd', isBlock: true };
        continue;
      }
      const columns = this.columns(lines, index);
      if (columns === headColumns && !isWhole && isUndecided(line, state)) break;
      const belongs = columns === headColumns && continuesBlock(line, state);
      if (columns <= headColumns && !belongs) {
        return { last, end: last === head ? 'lineEnd' : 'scopeEnd', isBlock: true };
      }
      last = index;
      if (belongs && isWhole) state = afterClause(line, state);
    }
    return { last, isBlock: true };
  }

  /** Everything at the level of the first line or deeper. */
  private scope(lines: readonly string[], first: number): Extent {
    const level = this.columns(lines, first);
    let last = first;
    for (let index = first + 1; index < lines.length; index++) {
      if (isBlank(lines[index] ?? '')) continue;
      if (this.columns(lines, index) < level) return { last, end: 'scopeEnd', isBlock: true };
      last = index;
    }
    return { last, isBlock: true };
  }

  private columns(lines: readonly string[], index: number): number {
    return indentColumns(lines[index] ?? '', this.options.tabSize);
  }
}

function oneLine(lines: readonly string[], index: number): Extent {
  const isWhole = index < lines.length - 1;
  return { last: index, ...(isWhole && { end: 'lineEnd' }), isBlock: false };
}

/** The lines of a string have no indentation to go by; it ends with the line of its closing quotes. */
function stringBlock(lines: readonly string[], head: number, quotes: string): Extent {
  const close = lines.findIndex((line, index) => index > head && line.includes(quotes));
  if (close === -1) return { last: lines.length - 1, isBlock: true };
  const isWhole = close < lines.length - 1;
  return { last: close, ...(isWhole && { end: 'scopeEnd' }), isBlock: true };
}
