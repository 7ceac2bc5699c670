import { lineComment } from './lineComment.js';

/** A bracket or a quote character, and where it stands in the scanned text. */
export interface Mark {
  readonly character: string;
  readonly index: number;
}

export interface BracketScan {
  /** Brackets that the text opens and does not close, and the quote it ends within; outermost first. */
  readonly open: readonly Mark[];
  /** Closing brackets and quotes of what was opened before the text, in order. */
  readonly closing: readonly Mark[];
}

export interface ScanOptions {
  readonly languageId: string;
  /** The quote character of the string in which the text begins. */
  readonly insideQuote?: string;
  /** A quote that is not closed on its line opens a string all the same if this text, which follows, closes it. */
  readonly following?: string;
}

const partners: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const quotes = new Set(['"', "'", '`']);

/** @returns true when `closing` closes `open`: a bracket its partner, a quote itself */
export function closes(closing: string, open: string): boolean {
  return (partners[closing] ?? closing) === open;
}

/**
 * Pairs brackets by their kinds, skipping strings and line comments. It knows no grammar: a quote without its pair on
 * the same line is taken for an apostrophe, and mismatched brackets are ignored.
 */
export function scanBrackets(text: string, options: ScanOptions): BracketScan {
  const mark = markPattern(lineComment(options.languageId));
  const open: Mark[] = [];
  const closing: Mark[] = [];
  if (options.insideQuote !== undefined) {
    const end = endOfString(text, 0, options.insideQuote);
    if (end < 0) return { open, closing };
    closing.push({ character: options.insideQuote, index: end });
    mark.lastIndex = end + 1;
  }
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    const [character] = match;
    const { index } = match;
    if (quotes.has(character)) {
      const end = endOfString(text, index + 1, character);
      if (end >= 0) mark.lastIndex = end + 1;
      else if (opensString(text, index, options.following)) {
        return { open: [...open, { character, index }], closing };
      }
    } else if ('([{'.includes(character)) {
      open.push({ character, index });
    } else if (partners[character] === undefined) {
      mark.lastIndex = endOfLine(text, index);
    } else if (open.length === 0) {
      closing.push({ character, index });
    } else if (closes(character, open.at(-1)?.character ?? '')) {
      open.pop();
    }
  }
  return { open, closing };
}

/** Brackets, quotes, and comments; a comment follows white space, so that `https://` and `a//b` begin none. */
function markPattern(comment: string): RegExp {
  return new RegExp(`[()[\\]{}"'\`]|(?<=^|\\s)${comment}`, 'g');
}

/** @returns index of the closing quote on the same line, or −1 */
function endOfString(text: string, start: number, quote: string): number {
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (character === '\n') return -1;
    else if (character === quote) return index;
  }
  return -1;
}

function opensString(text: string, index: number, following: string | undefined): boolean {
  if (following === undefined || text.includes('\n', index)) return false;
  const quote = text.charAt(index);
  const isApostrophe = quote === "'" && /[\p{L}\p{N}]$/u.test(text.slice(0, index));
  return !isApostrophe && endOfString(following, 0, quote) >= 0;
}

function endOfLine(text: string, index: number): number {
  const end = text.indexOf('\n', index);
  return end < 0 ? text.length : end;
}
