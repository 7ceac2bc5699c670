import { coveredRight } from '../coveredRight.js';
import type { CompletionFilter } from './filter.js';

/** Lets the completion replace what it repeats of the text right of the cursor. */
export const suffixOverlap: CompletionFilter = {
  name: 'suffixOverlap',
  apply: ({ text }, { cursor }) => ({ text, replacedRight: coveredRight(text, cursor) }),
};
