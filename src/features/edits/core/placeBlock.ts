import { indentColumns, isBlank } from '../../../base/indentation.js';
import type { LinePair } from '../../../base/text/alignLines.js';
import { alignLines } from '../../../base/text/alignLines.js';
import { tabColumns } from '../../../base/text/indentStyle.js';
import { withoutBlankEdges, withoutBlankEnds } from '../../../base/text/blankEnds.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import { isElision } from './elision.js';
import type { FileLines } from './fileLines.js';
import { reindented } from './reindent.js';
import { wordsInCommon } from './wordsInCommon.js';

/** Lines of a file and what comes in their place. */
export interface BlockPlacement {
  readonly range: LineRange;
  /** With line ends where they are taken over from the file, else without. */
  readonly lines: readonly string[];
}

export interface BlockRequest {
  readonly file: Pick<FileLines, 'lines' | 'contents' | 'languageId'>;
  /** Where the code is expected. */
  readonly range: LineRange;
  readonly code: string;
  /** The code goes on: lines below its last one are left alone. */
  readonly isPartial?: boolean;
}

export type BlockPlacements =
  /** At least one; the most likely first. */
  | { readonly kind: 'placed'; readonly placements: readonly BlockPlacement[] }
  | { readonly kind: 'noPlace' }
  | { readonly kind: 'elided' };

/** Lines around the expected place that are searched first. */
const nearbyLines = 150;
/** While the code is written there is time for fewer only. */
const nearbyPartialLines = 20;
/** So much of the code must stand in the file already to be a version of it; more, far from where it is expected. */
const minCodeShare = 0.3;
const minFarCodeShare = 0.5;
/** With so much of the expected lines in it, code that ends early means to leave out the rest. */
const coversTarget = 0.6;
/** Code that has no line in common with so few lines may still replace them. */
const fewLines = 3;
const minWordsInCommon = 0.35;

/**
 * Finds the lines that a code block is a new version of. Lines count as the same exactly, without white space, or by
 * the words that they share; the block may hold all of the expected lines, some of them, or others of the file.
 */
export function placeBlock(request: BlockRequest): BlockPlacements {
  const { contents: text } = request.file;
  const code = withoutBlankEnds(request.code.split(/\r\n|\r|\n/));
  if (code.length === 0) return { kind: 'noPlace' };
  const target = withoutBlankEdges(text, request.range);
  if (request.isPartial === true) {
    const near = nearby(text.length, target, nearbyPartialLines);
    return matched(request, code, target, near) ?? { kind: 'noPlace' };
  }
  const near = nearby(text.length, target, nearbyLines);
  const isAll = near.startLine === 0 && near.endLine === text.length;
  return (
    matched(request, code, target, near) ??
    (isAll ? undefined : matched(request, code, target, { startLine: 0, endLine: text.length })) ??
    replaced(request, code, target)
  );
}

/** By alignment with a part of the file. */
function matched(
  request: BlockRequest,
  code: readonly string[],
  target: LineRange,
  within: LineRange,
): BlockPlacements | undefined {
  const { contents: text, languageId } = request.file;
  const isMark = code.map(
    (line) => isElision(line, languageId) && !text.some((each) => each.trim() === line.trim()),
  );
  const alignment = alignLines(
    code.map((line, index) => (isMark[index] === true ? '' : line)),
    text.slice(within.startLine, within.endLine),
    shifted(target, -within.startLine),
  );
  const pairs = alignment.pairs
    .map((pair) => ({ ...pair, text: pair.text + within.startLine }))
    .filter((pair) => !isBlank(code[pair.code] ?? '') && isMark[pair.code] !== true);
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!first || !last) return undefined;
  const window = { startLine: first.text, endLine: last.text + 1 };
  const least = overlaps(window, target) ? minCodeShare : minFarCodeShare;
  if (alignment.codeShare < least) return undefined;
  const ranges = rangesOf({ code, text, target, pairs, isMark }, request.isPartial === true);
  return {
    kind: 'placed',
    placements: ranges.map((range) => ({
      range,
      lines: linesFor(request, code, pairs, range, isMark),
    })),
  };
}

interface Match {
  readonly code: readonly string[];
  readonly text: readonly string[];
  readonly target: LineRange;
  /** Never empty. */
  readonly pairs: readonly LinePair[];
  readonly isMark: readonly boolean[];
}

/** What may be replaced: the matched lines, and the expected lines around them where the code has others instead. */
function rangesOf(match: Match, isPartial: boolean): LineRange[] {
  const { code, text, target, pairs, isMark } = match;
  const startLine = pairs[0]?.text ?? 0;
  const endLine = (pairs.at(-1)?.text ?? 0) + 1;
  const window = { startLine, endLine };
  if (!overlaps(window, target)) return [window];
  const firstCode = pairs[0]?.code ?? 0;
  const lastCode = pairs.at(-1)?.code ?? 0;
  const hasOwn = (from: number, to: number): boolean =>
    code.slice(from, to).some((line) => !isBlank(line));
  const head = target.startLine < startLine;
  const tail = endLine < target.endLine && !isPartial;
  const takesHead = head && hasOwn(0, firstCode) && !isMark.slice(0, firstCode).includes(true);
  const isTailMarked = isMark.slice(lastCode + 1).includes(true);
  const takesTail = tail && hasOwn(lastCode + 1, code.length) && !isTailMarked;
  const small = {
    startLine: takesHead ? target.startLine : startLine,
    endLine: takesTail ? target.endLine : endLine,
  };
  const large = {
    startLine: Math.min(target.startLine, small.startLine),
    endLine: tail && !isTailMarked ? Math.max(target.endLine, small.endLine) : small.endLine,
  };
  if (isPartial || isSame(small, large)) return [small];
  const covered = new Set(pairs.map((pair) => pair.text)).size;
  const all = text.slice(target.startLine, target.endLine).filter((line) => !isBlank(line)).length;
  return startLine <= target.startLine && covered >= all * coversTarget
    ? [large, small]
    : [small, large];
}

function linesFor(
  { file: { lines, contents: text } }: BlockRequest,
  code: readonly string[],
  pairs: readonly LinePair[],
  range: LineRange,
  isMark: readonly boolean[],
): string[] {
  const fitted = reindented({ code, text, pairs, targetColumns: leastColumns(text, range) });
  const byCode = new Map(pairs.map((pair) => [pair.code, pair]));
  return fitted.flatMap((line, index) => {
    if (isMark[index] === true) return leftOut(lines, pairs, index);
    const pair = byCode.get(index);
    const old = pair && lines[pair.text];
    return [old !== undefined && isSameCode(old, line) ? old : line];
  });
}

/** The file's lines that a mark in the middle of the code stands for. */
function leftOut(lines: readonly string[], pairs: readonly LinePair[], mark: number): string[] {
  const above = pairs.findLast((pair) => pair.code < mark);
  const below = pairs.find((pair) => pair.code > mark);
  return above && below ? lines.slice(above.text + 1, below.text) : [];
}

/** Where no line of the code is in the file: over the expected lines, if it can be a version of them. */
function replaced(
  { file: { contents: text, languageId } }: BlockRequest,
  code: readonly string[],
  target: LineRange,
): BlockPlacements {
  if (code.some((line) => isElision(line, languageId))) return { kind: 'elided' };
  const old = text.slice(target.startLine, target.endLine);
  const isPlausible =
    old.length <= fewLines || wordsInCommon(old.join('\n'), code.join('\n')) >= minWordsInCommon;
  if (!isPlausible) return { kind: 'noPlace' };
  const around = target.startLine === target.endLine ? neighbour(text, target.startLine) : target;
  const targetColumns = leastColumns(text, around);
  const fitted = reindented({ code, text, pairs: [], targetColumns });
  return { kind: 'placed', placements: [{ range: target, lines: fitted }] };
}

/** The line whose indentation code at a place should have. */
function neighbour(text: readonly string[], line: number): LineRange {
  const below = text.findIndex((each, index) => index >= line && !isBlank(each));
  const above = text.findLastIndex((each, index) => index < line && !isBlank(each));
  const chosen = below >= 0 ? below : above;
  return chosen < 0 ? { startLine: 0, endLine: 0 } : { startLine: chosen, endLine: chosen + 1 };
}

function leastColumns(text: readonly string[], { startLine, endLine }: LineRange): number {
  const columns = text
    .slice(startLine, endLine)
    .filter((line) => !isBlank(line))
    .map((line) => indentColumns(line, tabColumns));
  return columns.length === 0 ? 0 : Math.min(...columns);
}

/** The end of a line, white space included, is the file's own business. */
function isSameCode(one: string, other: string): boolean {
  return one.trimEnd() === other.trimEnd();
}

function nearby(lineCount: number, { startLine, endLine }: LineRange, lines: number): LineRange {
  return {
    startLine: Math.max(0, startLine - lines),
    endLine: Math.min(lineCount, endLine + lines),
  };
}

function shifted({ startLine, endLine }: LineRange, by: number): LineRange {
  return { startLine: startLine + by, endLine: endLine + by };
}

function overlaps(one: LineRange, other: LineRange): boolean {
  return one.startLine < other.endLine && other.startLine < one.endLine;
}

function isSame(one: LineRange, other: LineRange): boolean {
  return one.startLine === other.startLine && one.endLine === other.endLine;
}
