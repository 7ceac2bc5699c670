import { leadingWhitespace } from '../../../base/indentation.js';
import type { BracketScan, Mark } from './brackets.js';
import { closes, scanBrackets } from './brackets.js';
import type { CursorText } from './cursorText.js';

/**
 * How many characters right of the cursor the completion repeats: closing brackets and quotes that the editor had put
 * there, and what follows them. They become part of the range that the completion replaces.
 * @returns a length from the start of `lineSuffix`; these characters occur in `text` in the same order
 */
export function coveredRight(text: string, cursor: CursorText): number {
  const right = cursor.lineSuffix.trimEnd();
  if (right === '' || text === '') return 0;
  return beginsClosing(right, cursor)
    ? coveredClosers(text, right, cursor)
    : coveredTail(text, right);
}

/** The brackets and the string that the cursor's line has opened before the cursor. */
export function scanLinePrefix(cursor: CursorText): BracketScan {
  const { linePrefix, lineSuffix, languageId } = cursor;
  return scanBrackets(linePrefix, { languageId, following: lineSuffix });
}

/** Scans text that stands at the cursor, followed by `following` on the same line. */
export function scanAtCursor(
  text: string,
  line: BracketScan,
  languageId: string,
  following = '',
): BracketScan {
  const quote = openQuote(line);
  return scanBrackets(text, {
    languageId,
    following,
    ...(quote === undefined ? {} : { insideQuote: quote }),
  });
}

function openQuote(line: BracketScan): string | undefined {
  const last = line.open.at(-1)?.character;
  return last !== undefined && /["'`]/.test(last) ? last : undefined;
}

function beginsClosing(right: string, cursor: CursorText): boolean {
  const quote = openQuote(scanLinePrefix(cursor));
  return /^[)\]}]/.test(right) || (quote !== undefined && right.startsWith(quote));
}

/**
 * Counts who closes what: of all closers that the completion, the rest of the line and the next lines bring, those
 * beyond what the cursor's line has opened stand there twice, and the completion has them last.
 */
function coveredClosers(text: string, right: string, cursor: CursorText): number {
  const { languageId } = cursor;
  const line = scanLinePrefix(cursor);
  const added = scanAtCursor(text, line, languageId, right);
  const standing = scanAtCursor(right, line, languageId).closing;
  const stillOpen = added.open.at(-1);
  if (stillOpen && closes(right.charAt(0), stillOpen.character)) return 0;
  const below = closersBelow(cursor, line.open.slice(0, line.open.length - standing.length));
  const excess = added.closing.length + standing.length + below - line.open.length;
  const twice = Math.min(excess, standing.length, added.closing.length);
  return twice <= 0 ? 0 : matchedLength(text, right, added.closing.slice(-twice));
}

/** How many of `open` (outermost first) the next line with a closer at this line's indentation closes. */
function closersBelow(cursor: CursorText, open: readonly Mark[]): number {
  if (open.length === 0) return 0;
  const indentation = leadingWhitespace(cursor.linePrefix);
  const following = cursor.suffix.slice(cursor.lineSuffix.length);
  const { closing } = scanBrackets(following, { languageId: cursor.languageId });
  const first = closing[0];
  if (!first) return 0;
  const start = following.lastIndexOf('\n', first.index) + 1;
  const end = following.indexOf('\n', first.index);
  if (leadingWhitespace(following.slice(start)) !== indentation) return 0;
  const onLine = closing.filter((mark) => end < 0 || mark.index < end);
  let count = 0;
  for (const mark of onLine) {
    const opener = open.at(-1 - count);
    if (!opener || !closes(mark.character, opener.character)) break;
    count++;
  }
  return count;
}

/** Walks along `right`: each closer must be the completion's next one, anything else must follow it directly. */
function matchedLength(text: string, right: string, closers: readonly Mark[]): number {
  let covered = 0;
  let used = 0;
  let textIndex = -1;
  while (covered < right.length) {
    const character = right.charAt(covered);
    const next = closers[used];
    if (next?.character === character) {
      textIndex = next.index;
      used++;
    } else if (covered > 0 && text.charAt(textIndex + 1) === character) {
      textIndex++;
    } else {
      break;
    }
    covered++;
  }
  return covered;
}

/** The longest start of `right` with which the completion ends, unless it is only closers that may be its own. */
function coveredTail(text: string, right: string): number {
  for (let length = Math.min(right.length, text.length); length > 0; length--) {
    if (text.endsWith(right.slice(0, length))) return isTelling(right, length) ? length : 0;
  }
  return 0;
}

/** One letter alone is more likely a coincidence than a repetition. */
function isTelling(right: string, length: number): boolean {
  return length > 1 || !/[\p{L}\p{N}_]/u.test(right.charAt(0));
}
