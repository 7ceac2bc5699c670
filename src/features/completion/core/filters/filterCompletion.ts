import { bodyBelow } from './bodyBelow.js';
import { duplicateLines } from './duplicateLines.js';
import type { Candidate, CompletionFilter, FilterContext, FilterName } from './filter.js';
import { incompleteLine } from './incompleteLine.js';
import { indentation } from './indentation.js';
import { leadingBlankLines } from './leadingBlankLines.js';
import { minimumLength } from './minimumLength.js';
import { nothingNew } from './nothingNew.js';
import { promptEcho } from './promptEcho.js';
import { repetition } from './repetition.js';
import { specialTokens } from './specialTokens.js';
import { suffixOverlap } from './suffixOverlap.js';
import { trailingWhitespace } from './trailingWhitespace.js';
import { unbalancedClosers } from './unbalancedClosers.js';

/** In this order: each sees what the ones before it left. The overlap depends on the final text. */
export const completionFilters: readonly CompletionFilter[] = [
  specialTokens,
  incompleteLine,
  leadingBlankLines,
  indentation,
  promptEcho,
  repetition,
  duplicateLines,
  bodyBelow,
  unbalancedClosers,
  trailingWhitespace,
  minimumLength,
  suffixOverlap,
  nothingNew,
];

export interface Filtered {
  /** Absent when a filter dropped the completion; it is then the last of `changedBy`. */
  readonly candidate?: Candidate;
  /** The filters that changed something, in order. */
  readonly changedBy: readonly FilterName[];
}

/** @param text what the engine wrote, lines ending in LF; not empty */
export function filterCompletion(
  text: string,
  context: FilterContext,
  filters: readonly CompletionFilter[] = completionFilters,
): Filtered {
  const changedBy: FilterName[] = [];
  let candidate: Candidate = { text, replacedRight: 0 };
  for (const filter of filters) {
    const next = filter.apply(candidate, context);
    if (next.text !== candidate.text || next.replacedRight !== candidate.replacedRight) {
      changedBy.push(filter.name);
    }
    if (next.text === '') return { changedBy };
    candidate = next;
  }
  return { candidate, changedBy };
}
