import { isBlank } from '../indentation.js';
import type { CodeMatch } from './codeMatch.js';
import { textShare } from './codeMatch.js';
import { definitionsIn } from './definitions.js';
import { leastColumns } from '../text/columns.js';
import type { LineRange } from '../text/lineRange.js';
import { reindented } from './reindent.js';

/** Code with less of the expected lines in it is a part of them, and what it does not mention stays. */
const minShareOfWhole = 0.5;

/**
 * The code as it comes in place of some lines of the text, indented to fit. Lines that a mark stands for are filled in,
 * and so are lines that the code passes over without being meant to: those outside of the expected ones, and definitions
 * of which it has another one only. With line ends where they are the text's own lines.
 */
export function mergedLines(match: CodeMatch, range: LineRange): string[] {
  const { code, isMark, text, pairs } = match;
  const { lines, contents } = text;
  const targetColumns = leastColumns(contents, range);
  const fitted = reindented({ code, text: contents, pairs, targetColumns });
  const byCode = new Map(pairs.map((pair) => [pair.code, pair]));
  const passed = passedOver(match);
  return fitted.flatMap((line, index) => {
    const { kept = [], isDropped = false } = passed.get(index) ?? {};
    const before = kept.flatMap(({ startLine, endLine }) => lines.slice(startLine, endLine));
    if (isMark[index] === true) return [...before, ...markedLines(match, index)];
    const pair = byCode.get(index);
    const old = pair && lines[pair.text];
    const own = old !== undefined && isSameCode(old, line) ? old : line;
    return isDropped ? before : [...before, own];
  });
}

interface Passed {
  /** Lines of the text that stay in front of a line of the code. */
  readonly kept?: readonly LineRange[];
  /** Whether the line of the code goes, as the kept ones bring their own. */
  readonly isDropped?: boolean;
}

/** By line of the code. */
function passedOver(match: CodeMatch): Map<number, Passed> {
  const { code, isMark, pairs } = match;
  const passed = new Map<number, Passed>();
  let known: Functions | undefined;
  const functions = (): Functions => (known ??= functionsOf(match));
  for (const [index, below] of pairs.entries()) {
    const above = pairs[index - 1];
    if (!above || below.text - above.text < 2) continue;
    const first = above.code + 1;
    if (isMark.slice(first, below.code).includes(true)) continue;
    const own = code.slice(first, below.code);
    const between = { startLine: above.text + 1, endLine: below.text };
    const { head, tail } = keptOf(match, functions, between, own);
    if (head.length + tail.length === 0) continue;
    const isDropped = own.every(isBlank);
    for (let line = first; line < below.code; line++) passed.set(line, { isDropped });
    if (first < below.code) passed.set(first, { isDropped, kept: head });
    passed.set(below.code, { kept: first < below.code ? tail : [...head, ...tail] });
  }
  return passed;
}

/**
 * The lines of the text between two pairs that stay: in front of what the code has there, and behind it.
 * @param own what the code has between the two
 */
function keptOf(
  { text, target }: CodeMatch,
  functions: () => Functions,
  gap: LineRange,
  own: readonly string[],
): { readonly head: readonly LineRange[]; readonly tail: readonly LineRange[] } {
  const stays = (range: LineRange): boolean =>
    range.startLine < range.endLine &&
    (own.length === 0 || !text.contents.slice(range.startLine, range.endLine).every(isBlank));
  const above = within(gap, { startLine: 0, endLine: target.startLine });
  const below = within(gap, { startLine: target.endLine, endLine: Infinity });
  const inside = unmentioned(functions, within(gap, target));
  return { head: [above, ...inside].filter(stays), tail: [below].filter(stays) };
}

/** The functions of the expected lines, of which the code is a part only; none where it is a version of all. */
interface Functions {
  readonly all: readonly LineRange[];
  /** Those that the code has, too. */
  readonly given: readonly LineRange[];
}

function functionsOf(match: CodeMatch): Functions {
  const { code, text, target } = match;
  if (textShare(match, target) >= minShareOfWhole) return { all: [], given: [] };
  const all = definitionsIn(text.contents, target).filter(({ isContainer }) => !isContainer);
  const names = new Set(definitionsIn(code).map(({ name }) => name));
  const given = all.filter(({ name }) => names.has(name));
  return { all: all.map(({ range }) => range), given: given.map(({ range }) => range) };
}

/** Members that code for a part of a class, or of a file, does not mention. */
function unmentioned(functions: () => Functions, gap: LineRange): LineRange[] {
  if (gap.startLine >= gap.endLine) return [];
  const { all, given } = functions();
  if (all.length === 0) return [];
  // a function on the edge of the gap is being changed
  const cutBy = all.filter((each) => holds(each, gap.startLine) || holds(each, gap.endLine));
  const gone = [...cutBy, ...given];
  const kept: LineRange[] = [];
  for (let line = gap.startLine; line < gap.endLine; line++) {
    if (gone.some((each) => line >= each.startLine && line < each.endLine)) continue;
    const last = kept.at(-1);
    if (last?.endLine === line) kept.splice(-1, 1, { ...last, endLine: line + 1 });
    else kept.push({ startLine: line, endLine: line + 1 });
  }
  return kept;
}

/** Whether a place between lines is inside of a function. */
function holds({ startLine, endLine }: LineRange, line: number): boolean {
  return startLine < line && line < endLine;
}

/** The text's lines that a mark in the middle of the code stands for. */
function markedLines({ text, pairs }: CodeMatch, mark: number): readonly string[] {
  const above = pairs.findLast((pair) => pair.code < mark);
  const below = pairs.find((pair) => pair.code > mark);
  return above && below ? text.lines.slice(above.text + 1, below.text) : [];
}

function within(one: LineRange, other: LineRange): LineRange {
  const startLine = Math.max(one.startLine, other.startLine);
  return { startLine, endLine: Math.max(startLine, Math.min(one.endLine, other.endLine)) };
}

/** The end of a line, white space included, is the text's own business. */
function isSameCode(one: string, other: string): boolean {
  return one.trimEnd() === other.trimEnd();
}
