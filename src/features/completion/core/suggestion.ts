import type { CursorText } from './cursorText.js';
import type { Candidate } from './filters/filter.js';

/** A filtered completion and the place for which it was made. */
export interface Suggestion extends Candidate {
  /** Id of the request that made it; requests that offer its remainder later keep it. */
  readonly id: string;
  readonly cursor: CursorText;
  /** It was made ahead of the user. */
  readonly isAhead?: true;
  /** It is the beginning of a block whose rest is still to be written. */
  readonly opensBlock?: true;
  /** Id of the request that wrote its block. */
  readonly grownBy?: string;
}

/** @param block what was generated behind the line */
export function withBlock({ id, cursor, text }: Suggestion, block: Suggestion): Suggestion {
  const { replacedRight, id: grownBy } = block;
  return { id, cursor, text: text + block.text, replacedRight, grownBy };
}

/**
 * What is left of a suggestion after the user has typed on. It fits when accepting it now gives the very document that
 * accepting it at first would have given; the editor may have added closing brackets meanwhile, or the user typed over
 * them.
 */
export function continueSuggestion(suggestion: Suggestion, now: CursorText): Candidate | undefined {
  const { cursor, text } = suggestion;
  const typedLength = lengthTyped(suggestion, now);
  if (typedLength === undefined || typedLength >= text.length) return undefined;
  if (!isPrefix(cursor, text.slice(0, typedLength), now)) return undefined;
  if (!sameStart(linesBelow(cursor), linesBelow(now))) return undefined;
  const rest = text.slice(typedLength);
  const kept = cursor.lineSuffix.slice(suggestion.replacedRight);
  if (!now.lineSuffix.endsWith(kept)) return undefined;
  const replaced = now.lineSuffix.slice(0, now.lineSuffix.length - kept.length);
  return isSubsequence(replaced, rest) ? { text: rest, replacedRight: replaced.length } : undefined;
}

/**
 * @returns what was written at `before` since, when the cursor now stands behind it and nothing else in sight has
 * changed but closing brackets that the editor added
 */
export function typedSince(before: CursorText, now: CursorText): string | undefined {
  const lines = now.line - before.line;
  if (now.uri !== before.uri || lines < 0) return undefined;
  const start = lines === 0 ? before.character : 0;
  const written = now.prefix.split('\n').slice(-1 - lines);
  if (written.length !== lines + 1 || now.character < start) return undefined;
  const typed = written.join('\n').slice(before.linePrefix.length);
  if (!isPrefix(before, typed, now)) return undefined;
  const isSameRight = now.lineSuffix.endsWith(before.lineSuffix);
  return isSameRight && sameStart(linesBelow(before), linesBelow(now)) ? typed : undefined;
}

/** Characters of the suggestion before the cursor, by the cursor's line and character alone. */
function lengthTyped({ cursor, text }: Suggestion, now: CursorText): number | undefined {
  if (now.uri !== cursor.uri || now.line < cursor.line) return undefined;
  let lineStart = 0;
  for (let line = cursor.line; line < now.line; line++) {
    lineStart = text.indexOf('\n', lineStart) + 1;
    if (lineStart === 0) return undefined;
  }
  const firstCharacter = now.line === cursor.line ? cursor.character : 0;
  const length = lineStart + now.character - firstCharacter;
  return length >= lineStart ? length : undefined;
}

/** Whether writing `typed` at `before` gives what now stands before the cursor. */
function isPrefix(before: CursorText, typed: string, now: CursorText): boolean {
  const expected = before.prefix + typed;
  if (firstLine(before) === firstLine(now)) return expected === now.prefix;
  // The windows begin at different lines, so only what both hold is compared.
  const [short, long] = [expected, now.prefix].sort((one, other) => one.length - other.length);
  return long?.endsWith(`\n${short ?? ''}`) ?? false;
}

/** Number of the line at which the window begins. */
function firstLine({ line, prefix }: CursorText): number {
  return line - (prefix.split('\n').length - 1);
}

function sameStart(one: string, other: string): boolean {
  return one.length > other.length ? one.startsWith(other) : other.startsWith(one);
}

/** What stands behind the cursor's line, from that line's end on. */
export function linesBelow({ suffix, lineSuffix }: CursorText): string {
  return suffix.slice(lineSuffix.length);
}

function isSubsequence(part: string, whole: string): boolean {
  let index = 0;
  for (const character of whole) if (character === part.charAt(index)) index++;
  return index >= part.length;
}
