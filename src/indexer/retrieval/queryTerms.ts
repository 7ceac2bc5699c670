import { relatedStems } from './relatedWords.js';
import { isStopWord } from './stopWords.js';
import { splitIdentifier, tokenise } from './tokenise.js';

export interface QueryTerm {
  /** As {@link tokenise} gives it. */
  readonly term: string;
  /** 1 for a word of the question; more for what looks like code, less for a related word. */
  readonly weight: number;
  /** The word of the question that it stands for; a chunk with any of a word's terms covers that word. */
  readonly word: string;
}

/** Most terms of one query: a pasted file must not turn into a scan of the whole index. */
export const maxQueryTerms = 64;

const codeWeight = 2;
const relatedWeight = 0.35;

/** Rewrites a question in the user's words into weighted terms, without a model: the rewriting is part of every search. */
export function queryTerms(text: string): QueryTerm[] {
  const words = [...text.matchAll(/[\p{L}\p{N}_$./\\-]+/gu)].map(([word]) => word);
  const terms = new Map<string, QueryTerm>();
  for (const word of words) {
    if (terms.size >= maxQueryTerms) break;
    addWord(word, terms);
  }
  // a question of stop words only, such as "what does this do", is better searched than refused
  if (terms.size === 0) {
    for (const term of tokenise(text).slice(0, maxQueryTerms)) put(terms, term, 1, term);
  }
  return [...terms.values()].slice(0, maxQueryTerms);
}

function addWord(word: string, terms: Map<string, QueryTerm>): void {
  const isCode = looksLikeCode(word);
  for (const piece of word.match(/[\p{L}\p{N}_]+/gu) ?? []) {
    if (!isCode && isStopWord(piece)) continue;
    const found = tokenise(piece);
    const whole = found.length > 1 ? found.at(-1) : undefined;
    for (const term of found) {
      put(terms, term, isCode && (term === whole || !whole) ? codeWeight : 1, term);
    }
    if (isCode) continue;
    for (const term of found) {
      for (const other of relatedStems(term)) put(terms, other, relatedWeight, term);
    }
  }
}

function put(terms: Map<string, QueryTerm>, term: string, weight: number, word: string): void {
  const known = terms.get(term);
  if (!known || known.weight < weight) terms.set(term, { term, weight, word });
}

/** `parseBlock`, `max_size`, `src/base/log.ts` or `NODE_OPTIONS`, but not `Where` or `read-only`. */
function looksLikeCode(word: string): boolean {
  if (/[_$/\\]/.test(word) && /\p{L}/u.test(word)) return true;
  if (/\p{L}\.\p{L}/u.test(word)) return true;
  return splitIdentifier(word.replace(/[^\p{L}\p{N}]/gu, '')).length > 1 && !word.includes('-');
}
