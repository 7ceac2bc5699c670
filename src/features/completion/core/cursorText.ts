import type { CompletionRequest, DocumentText } from './completionRequest.js';
import type { WindowBudget } from './windowBudget.js';

/**
 * The text around the cursor as the model sees it: lines end in LF, and an item selected in the suggest widget counts
 * as typed. `prefix` ends with `linePrefix`, `suffix` begins with `lineSuffix`.
 */
export interface CursorText {
  readonly uri: string;
  readonly languageId: string;
  readonly line: number;
  readonly character: number;
  readonly prefix: string;
  readonly suffix: string;
  readonly linePrefix: string;
  readonly lineSuffix: string;
}

/** Line counts to which the window's start is snapped, coarsest first. */
const pageLines = [64, 16, 4, 1];
/**
 * Share of the prefix kept for the cursor's own line, whatever stands on it: typing on a line then never moves the
 * window's start.
 */
const ownLineShare = 0.25;

/** Reads only the lines that fit the budget. */
export function readCursorText(request: CompletionRequest, budget: WindowBudget): CursorText {
  const { document, position, selected } = request;
  const text = document.lineAt(position.line);
  const before = selected
    ? text.slice(0, selected.startCharacter) + selected.text
    : text.slice(0, position.character);
  const after = text.slice(selected ? selected.endCharacter : position.character);
  const ownLineRoom = Math.floor(budget.prefixCharacters * ownLineShare);
  const linePrefix = endOfLongLine(before, ownLineRoom);
  const lineSuffix = after.slice(0, budget.suffixCharacters);
  const startLine =
    linePrefix === before
      ? windowStart(document, position.line, budget.prefixCharacters - ownLineRoom)
      : position.line;
  const wholeSuffix = lineSuffix === after;
  return {
    uri: document.uri,
    languageId: document.languageId,
    line: position.line,
    character: before.length,
    prefix: [...linesOf(document, startLine, position.line), linePrefix].join('\n'),
    suffix: wholeSuffix
      ? [lineSuffix, ...followingLines(document, position.line, lineSuffix, budget)].join('\n')
      : lineSuffix,
    linePrefix,
    lineSuffix,
  };
}

/**
 * First line of the prefix. It is a multiple of the largest page that still leaves at least half of the room in use, so
 * that for many lines typing only appends to the prompt, as reuse of the KV cache needs.
 */
function windowStart(document: DocumentText, cursorLine: number, room: number): number {
  const used: number[] = [];
  let earliest = cursorLine;
  let total = 0;
  while (earliest > 0) {
    const next = total + document.lineAt(earliest - 1).length + 1;
    if (next > room) break;
    total = next;
    earliest--;
    used[earliest] = total;
  }
  if (earliest === 0) return 0;
  for (const page of pageLines) {
    const start = Math.ceil(earliest / page) * page;
    if ((used[start] ?? 0) >= room / 2) return start;
  }
  return earliest;
}

function linesOf(document: DocumentText, from: number, to: number): string[] {
  const lines: string[] = [];
  for (let line = from; line < to; line++) lines.push(document.lineAt(line));
  return lines;
}

function followingLines(
  document: DocumentText,
  cursorLine: number,
  lineSuffix: string,
  budget: WindowBudget,
): string[] {
  const lines: string[] = [];
  let total = lineSuffix.length;
  for (let line = cursorLine + 1; line < document.lineCount; line++) {
    const text = document.lineAt(line);
    total += text.length + 1;
    if (total > budget.suffixCharacters) break;
    lines.push(text);
  }
  return lines;
}

/** The end of a line that has more than `room` characters, cut in steps so that typing rarely moves the cut. */
function endOfLongLine(text: string, room: number): string {
  if (text.length <= room) return text;
  const step = Math.max(1, Math.floor(room / 2));
  return text.slice(Math.ceil((text.length - room) / step) * step);
}
