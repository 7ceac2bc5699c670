import { isBlank } from '../base/indentation.js';
import type { StopOptions } from '../protocol/engineProtocol.js';
import { LineStopper } from './lineStop.js';
import type { Stop } from './lineStop.js';

/** All rules that look at the generated text and the time it took, in one place. */
export class StopRules {
  private readonly lines: LineStopper | undefined;
  private readonly texts: readonly string[];
  private readonly longestText: number;

  constructor(
    private readonly options: StopOptions,
    moreTexts: readonly string[],
  ) {
    this.lines = options.lines && new LineStopper(options.lines);
    this.texts = [...(options.texts ?? []), ...moreTexts].filter((text) => text !== '');
    this.longestText = Math.max(0, ...this.texts.map((text) => text.length));
  }

  /**
   * @param text everything generated so far
   * @param tokens how many tokens that was
   * @param decodeMs time since the first token
   */
  check(text: string, tokens: number, decodeMs: number): Stop | undefined {
    const found = this.texts
      .map((stop) => text.indexOf(stop))
      .filter((index) => index >= 0)
      .sort((a, b) => a - b)[0];
    const before = found === undefined ? text : text.slice(0, found);
    const lineStop = this.lines?.check(before);
    if (lineStop) return lineStop;
    if (found !== undefined) return { length: found, reason: 'stopText' };
    if (tokens >= this.options.maxTokens) return { length: text.length, reason: 'maxTokens' };
    const limitMs = this.timeLimitMs(text);
    if (decodeMs >= limitMs) return { length: text.length, reason: 'timeLimit' };
    return undefined;
  }

  /** How much of the text no rule can take back any more; what is streamed. */
  settledLength(text: string): number {
    const byTexts = Math.max(0, text.length - Math.max(0, this.longestText - 1));
    return Math.min(byTexts, this.lines?.settledLength(text) ?? Infinity);
  }

  private timeLimitMs(text: string): number {
    const { lines } = this.options;
    if (!lines || !this.lines) return Infinity;
    // Half a line more is worth nothing beside the lines that are there already.
    if (lines.begun !== undefined) {
      return endsLine(text) ? lines.blockLimitMs : lines.singleLineHardLimitMs;
    }
    if (this.lines.inBlock(text)) return lines.blockLimitMs;
    return hasWholeLine(text) ? lines.singleLineLimitMs : lines.singleLineHardLimitMs;
  }
}

/** True between two lines. */
function endsLine(text: string): boolean {
  return hasWholeLine(text) && isBlank(text.slice(text.lastIndexOf('\n')));
}

/** Something that can be shown without cutting a line. */
function hasWholeLine(text: string): boolean {
  return !isBlank(text.slice(0, Math.max(0, text.lastIndexOf('\n'))));
}
