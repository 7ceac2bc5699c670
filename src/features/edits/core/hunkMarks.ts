import { lineContent } from '../../../base/text/textLines.js';
import type { Hunk } from '../../../base/text/hunks.js';
import { wordDiff } from '../../../base/text/wordDiff.js';

/** Characters of one line, 0-based, `end` exclusive. */
export interface Span {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Text that is gone, shown at a place of the new text. */
export interface RemovedText {
  readonly line: number;
  readonly character: number;
  readonly text: string;
}

/** What is drawn in the document that holds a hunk's new lines. */
export interface HunkMarks {
  /** Words within changed lines that are new, and those that they replace. */
  readonly insertedSpans: readonly Span[];
  readonly removedWords: readonly RemovedText[];
  /** Whole lines that are gone, at the ends of the lines that stand there now. */
  readonly removedLines: readonly RemovedText[];
}

/** A line is a version of another one if they have at least this share of their characters in common. */
const minCommonShare = 0.5;
/** Beyond this a comparison by words costs more than it shows. */
const maxLineLength = 1_000;
const maxLines = 400;

/**
 * What a hunk's decorations show: changed lines word by word, and the other lines that are gone behind those that came.
 * @param lineLength of a line of the document without its line end
 */
export function hunkMarks(hunk: Hunk, lineLength: (line: number) => number): HunkMarks {
  const { after, added } = hunk;
  const removed = hunk.removed.map(lineContent);
  const insertedSpans: Span[] = [];
  const removedWords: RemovedText[] = [];
  const pairs = pairedLines(removed, added.map(lineContent));
  for (const { line, parts } of pairs.values()) {
    let character = 0;
    for (const part of parts) {
      const place = { line: after.startLine + line, character };
      if (part.kind === 'removed') removedWords.push({ ...place, text: part.text });
      else {
        const end = character + part.text.length;
        if (part.kind === 'added') {
          insertedSpans.push({ line: place.line, start: character, end });
        }
        character = end;
      }
    }
  }
  const rest = removed.flatMap((text, index) => (pairs.has(index) ? [] : [{ text, index }]));
  return { insertedSpans, removedWords, removedLines: linesBeside(hunk, rest, pairs, lineLength) };
}

interface Pair {
  /** Of the new line, from the hunk's start. */
  readonly line: number;
  readonly parts: ReturnType<typeof wordDiff>;
}

/** For old lines, by number, the new lines that are versions of them; both in their order. */
function pairedLines(removed: readonly string[], added: readonly string[]): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  if (removed.length + added.length > maxLines) return pairs;
  let next = 0;
  removed.forEach((old, index) => {
    for (let line = next; line < added.length; line++) {
      const parts = similar(old, added[line] ?? '');
      if (!parts) continue;
      pairs.set(index, { line, parts });
      next = line + 1;
      return;
    }
  });
  return pairs;
}

function similar(old: string, now: string): ReturnType<typeof wordDiff> | undefined {
  const [oldLength, nowLength] = [old.trim().length, now.trim().length];
  const enough = Math.max(oldLength, nowLength) * minCommonShare;
  if (oldLength === 0 || nowLength === 0) return undefined;
  // no more than the whole shorter line can be common
  if (Math.min(oldLength, nowLength) < enough) return undefined;
  if (old.length + now.length > maxLineLength) return undefined;
  const parts = wordDiff(old, now);
  const common = parts
    .filter(({ kind }) => kind === 'same')
    .reduce((sum, { text }) => sum + text.trim().length, 0);
  return common >= enough ? parts : undefined;
}

/** Old lines stand beside the new ones in their order; those that are left over behind the last one. */
function linesBeside(
  { after }: Hunk,
  rest: readonly { readonly text: string; readonly index: number }[],
  pairs: ReadonlyMap<number, Pair>,
  lineLength: (line: number) => number,
): RemovedText[] {
  if (rest.length === 0) return [];
  const taken = new Set([...pairs.values()].map(({ line }) => line));
  const rows: number[] = [];
  for (let line = 0; line < after.endLine - after.startLine; line++) {
    if (!taken.has(line)) rows.push(after.startLine + line);
  }
  // a removal has no row of its own: it is told at the end of the line above
  if (rows.length === 0) rows.push(Math.max(0, after.endLine - 1));
  const texts = new Map<number, string[]>();
  rest.forEach(({ text }, index) => {
    const row = rows[Math.min(index, rows.length - 1)] ?? 0;
    texts.set(row, [...(texts.get(row) ?? []), text.trim()]);
  });
  return [...texts].flatMap(([line, lines]) => {
    const text = lines.filter((each) => each !== '').join(' ⏎ ');
    return text === '' ? [] : [{ line, character: lineLength(line), text }];
  });
}
