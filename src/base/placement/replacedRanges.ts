import { isBlank } from '../indentation.js';
import type { CodeMatch } from './codeMatch.js';
import type { LineRange } from '../text/lineRange.js';
import { openBrackets } from './openBrackets.js';

/** With so much of the expected lines in it, code that ends early means to leave out the rest. */
const coversTarget = 0.6;
const closingLine = /^[\])}]+[;,]?$/;

/**
 * What code that was matched with a text may replace, the most likely first: the matched lines, and the expected lines
 * around them where the code has others instead, or is complete. Lines that close what the code leaves open stay.
 * @param isPartial the code goes on: lines below its last one are left alone
 * @param isSameName the code defines what the expected lines define
 */
export function replacedRanges(
  match: CodeMatch,
  isPartial: boolean,
  isSameName: boolean,
): LineRange[] {
  const ranges = matchedRanges(match, isPartial, isSameName);
  const [likeliest] = ranges;
  const closed = isPartial || !likeliest ? undefined : withoutClosing(match, likeliest);
  return closed ? [closed, ...ranges] : ranges;
}

function matchedRanges(
  { code, text, target, pairs, isMark, isComment }: CodeMatch,
  isPartial: boolean,
  isSameName: boolean,
): LineRange[] {
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!first || !last) return [];
  const window = { startLine: first.text, endLine: last.text + 1 };
  if (!overlaps(window, target)) return [window];
  // a comment is nothing that other code could have gone for
  const hasOwn = (from: number, to: number): boolean => isComment.slice(from, to).includes(false);
  const head = target.startLine < window.startLine;
  const tail = window.endLine < target.endLine && !isPartial;
  const takesHead = head && hasOwn(0, first.code) && !isMark.slice(0, first.code).includes(true);
  const isTailMarked = isMark.slice(last.code + 1).includes(true);
  const takesTail = tail && hasOwn(last.code + 1, code.length) && !isTailMarked;
  const small = {
    startLine: takesHead ? target.startLine : window.startLine,
    endLine: takesTail ? target.endLine : window.endLine,
  };
  const large = {
    startLine: Math.min(target.startLine, small.startLine),
    endLine: tail && !isTailMarked ? Math.max(target.endLine, small.endLine) : small.endLine,
  };
  if (isPartial || isSame(small, large)) return [small];
  const covered = new Set(pairs.map((pair) => pair.text)).size;
  const all = text.contents
    .slice(target.startLine, target.endLine)
    .filter((line) => !isBlank(line)).length;
  const isWhole = covered >= all * coversTarget || (isSameName && endsItself(code));
  return window.startLine <= target.startLine && isWhole ? [large, small] : [small, large];
}

/** A range without the lines at its end that close the brackets which the code forgets to close. */
function withoutClosing(
  { code, text: { contents } }: CodeMatch,
  { startLine, endLine }: LineRange,
): LineRange | undefined {
  let open = openBrackets(code) - openBrackets(contents.slice(startLine, endLine));
  let end = endLine;
  if (open <= 0) return undefined;
  while (open > 0 && end > startLine + 1) {
    const line = contents[--end]?.trim() ?? '';
    if (line === '') continue;
    if (!closingLine.test(line)) return undefined;
    open += openBrackets([line]);
  }
  return open === 0 ? { startLine, endLine: end } : undefined;
}

/** Whether code comes to an end of its own: with the bracket that closes its body, or by leaving the function. */
function endsItself(code: readonly string[]): boolean {
  const last = code.findLast((line) => !isBlank(line))?.trim() ?? '';
  if (/^(?:return|raise|throw)\b/.test(last))
    return code.some((line) => /:\s*(?:#.*)?$/.test(line));
  return /^(?:[\])}]|end\b)/.test(last) && openBrackets(code) === 0;
}

function overlaps(one: LineRange, other: LineRange): boolean {
  return one.startLine < other.endLine && other.startLine < one.endLine;
}

function isSame(one: LineRange, other: LineRange): boolean {
  return one.startLine === other.startLine && one.endLine === other.endLine;
}
