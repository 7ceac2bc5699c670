import { indentColumns, isBlank } from '../indentation.js';
import type { LineRange } from './lineRange.js';

export interface Placement extends LineRange {
  readonly how: 'wholeFile' | 'matchedLines' | 'selection' | 'insertion';
  /** What stands there afterwards, indented to fit. */
  readonly lines: readonly string[];
}

export interface PlacementRequest {
  readonly lines: readonly string[];
  readonly code: string;
  /** Lines that the user selected, or asked about; absent for none. */
  readonly selection?: LineRange | undefined;
  /** Line in front of which code goes that replaces nothing. */
  readonly cursorLine: number;
}

/** So much of the code must stand in the lines that it replaces, or of those lines in the code. */
const minCommonShare = 0.35;
const minCommonShareOfFile = 0.5;
/** Code with at least this share of the file's lines may stand for the whole file. */
const wholeFileShare = 0.7;

/**
 * Decides where a code block of an answer goes: over the lines that begin and end as it does, over what was selected,
 * over the whole file where it is a version of it, else in front of the cursor's line. The user sees the outcome as a
 * diff before anything changes.
 */
export function placeCode(request: PlacementRequest): Placement {
  const code = request.code
    .replace(/\s+$/, '')
    .replace(/^(?:[ \t]*\r?\n)+/, '')
    .split(/\r?\n/);
  const { lines, selection, cursorLine } = request;
  const all = { startLine: 0, endLine: lines.length };
  if (lines.every(isBlank)) return { ...all, how: 'wholeFile', lines: code };
  if (isVersionOf(code, lines))
    return { ...all, how: 'wholeFile', lines: withFinalLine(code, lines) };
  const matched = matchingLines(code, lines, selection);
  if (matched) return placed('matchedLines', matched, code, lines);
  if (selection && selection.endLine > selection.startLine) {
    return placed('selection', selection, code, lines);
  }
  const line = Math.min(Math.max(0, cursorLine), lines.length);
  return { startLine: line, endLine: line, how: 'insertion', lines: code };
}

function isVersionOf(code: readonly string[], lines: readonly string[]): boolean {
  const size = lines.filter((line) => !isBlank(line)).length;
  const codeSize = code.filter((line) => !isBlank(line)).length;
  return codeSize >= size * wholeFileShare && commonShare(code, lines) >= minCommonShareOfFile;
}

/** The stretch that begins with the code's first line and ends with its last, and has enough in common with it. */
function matchingLines(
  code: readonly string[],
  lines: readonly string[],
  selection: LineRange | undefined,
): LineRange | undefined {
  const first = code[0]?.trim() ?? '';
  const last = code.at(-1)?.trim() ?? '';
  const starts = lines.flatMap((line, index) => (line.trim() === first ? [index] : []));
  let best: { readonly range: LineRange; readonly share: number } | undefined;
  for (const startLine of starts) {
    const range = stretchFrom(startLine, last, code, lines);
    if (!range) continue;
    const share = commonShare(code, lines.slice(range.startLine, range.endLine));
    const isAtSelection = selection !== undefined && overlaps(range, selection);
    const score = share + (isAtSelection ? 1 : 0);
    if (share >= minCommonShare && score > (best?.share ?? 0)) best = { range, share: score };
  }
  return best?.range;
}

/** The end is the first line that reads like the code's last one at the indentation of the start. */
function stretchFrom(
  startLine: number,
  last: string,
  code: readonly string[],
  lines: readonly string[],
): LineRange | undefined {
  if (code.length === 1) return { startLine, endLine: startLine + 1 };
  const shift = columns(lines[startLine] ?? '') - columns(code[0] ?? '');
  const lastColumns = columns(code.at(-1) ?? '') + shift;
  for (let index = startLine + 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === last && columns(line) === lastColumns) {
      return { startLine, endLine: index + 1 };
    }
  }
  return undefined;
}

function placed(
  how: Placement['how'],
  range: LineRange,
  code: readonly string[],
  lines: readonly string[],
): Placement {
  const target = lines.slice(range.startLine, range.endLine).find((line) => !isBlank(line)) ?? '';
  return { ...range, how, lines: reindented(code, target) };
}

/** The code at the indentation of the line that it replaces, in that line's kind of white space. */
function reindented(code: readonly string[], target: string): string[] {
  const wanted = /^[ \t]*/.exec(target)?.[0] ?? '';
  const own = /^[ \t]*/.exec(code[0] ?? '')?.[0] ?? '';
  if (wanted === own) return [...code];
  return code.map((line) => {
    if (isBlank(line)) return line;
    return line.startsWith(own) ? wanted + line.slice(own.length) : line;
  });
}

/** Share of the smaller side's lines that the other side has too, white space aside. */
function commonShare(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  const ones = one.filter((line) => !isBlank(line));
  const others = other.filter((line) => !isBlank(line));
  for (const line of ones) left.set(line.trim(), (left.get(line.trim()) ?? 0) + 1);
  let common = 0;
  for (const line of others) {
    const count = left.get(line.trim()) ?? 0;
    if (count === 0) continue;
    left.set(line.trim(), count - 1);
    common++;
  }
  return common / Math.max(1, Math.min(ones.length, others.length));
}

function withFinalLine(code: readonly string[], lines: readonly string[]): string[] {
  return lines.at(-1) === '' ? [...code, ''] : [...code];
}

function overlaps(one: LineRange, other: LineRange): boolean {
  return one.startLine < other.endLine && other.startLine < one.endLine;
}

function columns(line: string): number {
  return indentColumns(line, 4);
}
