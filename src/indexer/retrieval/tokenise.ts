import { stem } from './stem.js';

/** Longest run of letters that is taken for a word; anything longer is data, such as base64. */
const maxWordLength = 64;

/** Identifiers repeat, and stemming is the dearest step. Emptied when full, which costs less than keeping an order. */
const termCache = new Map<string, readonly string[]>();
const maxCachedWords = 50_000;

/**
 * Splits text into the terms of the index: the stems of the words within identifiers (`parseURLPath`, `max_size`), and
 * the identifier as a whole where it has several. Used for what is indexed and for what is asked, so that they meet.
 */
export function tokenise(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    if (word.length > maxWordLength) continue;
    for (const term of termsOf(word)) terms.push(term);
  }
  return terms;
}

function termsOf(word: string): readonly string[] {
  const known = termCache.get(word);
  if (known) return known;
  const terms = computeTerms(word);
  if (termCache.size >= maxCachedWords) termCache.clear();
  termCache.set(word, terms);
  return terms;
}

function computeTerms(word: string): readonly string[] {
  const parts = splitIdentifier(word).flatMap(splitUnspacedScript);
  const stems = parts.map((part) => stem(part)).filter(isTerm);
  if (parts.length < 2) return stems;
  const whole = parts.join('');
  return isTerm(whole) && /^\p{ASCII}+$/u.test(whole) ? [...stems, whole] : stems;
}

/** Lone digits and letters are everywhere and say nothing; a lone ideograph does. */
function isTerm(term: string): boolean {
  return term.length > 1 || /\P{ASCII}/u.test(term);
}

/** @returns the words of an identifier in camel case, snake case or with digits, in lower case */
export function splitIdentifier(identifier: string): string[] {
  return identifier
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/_+/g, ' ')
    .trim()
    .toLowerCase()
    .split(' ')
    .filter((part) => part !== '');
}

const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{3,}$/u;

/** Scripts without spaces are cut into overlapping pairs of characters. */
function splitUnspacedScript(word: string): string[] {
  if (!unspaced.test(word)) return [word];
  const characters = Array.from(word);
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
