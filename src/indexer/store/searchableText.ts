import { tokenise } from '../retrieval/tokenise.js';
import type { Chunk } from './chunk.js';

/** The searchable fields of a chunk as terms separated by spaces, the same for every store. */
export interface SearchableText {
  readonly path: string;
  readonly symbols: string;
  readonly text: string;
}

export function searchableText(relativePath: string, chunk: Chunk): SearchableText {
  return {
    path: tokenise(relativePath).join(' '),
    symbols: tokenise([...chunk.symbolTrail, ...chunk.symbols].join(' ')).join(' '),
    text: tokenise(chunk.text).join(' '),
  };
}

/** How much more a term in a field says than one in the text. */
export const fieldWeights = { path: 3, symbols: 2.5, text: 1 } as const;
