import type { CompletionFilter } from './filter.js';

/** Signs that end something are worth a key even alone. */
const closingSign = /[)\]}>"'`;,:]/;

/** Drops one character alone, which is typed sooner than it is read; who asks by hand gets it. */
export const minimumLength: CompletionFilter = {
  name: 'minimumLength',
  apply: (candidate, { isManual }) => {
    const [first, ...more] = candidate.text.trim();
    const isShort = first !== undefined && more.length === 0 && !closingSign.test(first);
    return isShort && !isManual ? { text: '', replacedRight: 0 } : candidate;
  },
};
