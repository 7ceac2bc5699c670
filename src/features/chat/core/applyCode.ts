import { isBlank } from '../../../base/indentation.js';
import { withoutBlankEnds } from '../../../base/text/blankEnds.js';
import { leastColumns } from '../../../base/text/columns.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import { placeCode } from '../../../base/placement/placeCode.js';
import { reindented } from '../../../base/placement/reindent.js';
import { replaceLines } from '../../../base/text/replaceLines.js';
import { splitText } from '../../../base/placement/splitText.js';

export interface ApplyRequest {
  readonly text: string;
  /** VS Code's id. */
  readonly languageId: string;
  readonly code: string;
  /** Lines that the user has selected now; code that resembles nothing replaces them. */
  readonly selection?: LineRange | undefined;
  /** Lines that the question was about. */
  readonly asked?: LineRange | undefined;
  /** Line in front of which code goes that replaces nothing. */
  readonly cursorLine: number;
}

/** Code with at least this share of the text's lines, as many of which are known, stands for all of it. */
const wholeTextShare = 0.7;
const minKnownShare = 0.5;

/**
 * What a text becomes when a code block of an answer goes where it belongs: over what it is a version of, else over what
 * was selected, else in front of the cursor's line. Undefined where the code leaves out parts of what it stands for. The
 * user sees the outcome as a diff before anything changes.
 */
export function applyCode(request: ApplyRequest): string | undefined {
  const { languageId, code, selection, asked } = request;
  const text = splitText(request.text);
  const { lines, contents } = text;
  const all = { startLine: 0, endLine: lines.length };
  const own = withoutBlankEnds(code.split(/\r\n|\r|\n/));
  if (contents.every(isBlank)) return replaceLines(lines, all, own);
  const line = Math.min(Math.max(0, request.cursorLine), lines.length);
  const cursor = { startLine: line, endLine: line };
  const selected = selection && selection.endLine > selection.startLine ? selection : undefined;
  const range = isVersionOf(own, contents) ? all : (selected ?? asked ?? cursor);
  const placed = placeCode({ text, languageId, range, code });
  if (placed.kind === 'elided') return undefined;
  const [placement] = placed.kind === 'placed' ? placed.placements : [];
  if (placement) return replaceLines(lines, placement.range, placement.lines);
  if (!selected) return replaceLines(lines, cursor, own);
  const targetColumns = leastColumns(contents, selected);
  return replaceLines(
    lines,
    selected,
    reindented({ code: own, text: contents, pairs: [], targetColumns }),
  );
}

function isVersionOf(code: readonly string[], contents: readonly string[]): boolean {
  const known = contents.filter((line) => !isBlank(line)).map((line) => line.trim());
  const left = new Map<string, number>();
  for (const line of known) left.set(line, (left.get(line) ?? 0) + 1);
  const own = code.filter((line) => !isBlank(line)).map((line) => line.trim());
  let common = 0;
  for (const line of own) {
    const count = left.get(line) ?? 0;
    if (count > 0) common++;
    left.set(line, count - 1);
  }
  return (
    own.length >= known.length * wholeTextShare &&
    common >= Math.min(own.length, known.length) * minKnownShare
  );
}
