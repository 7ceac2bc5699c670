import { isBlank } from '../../../../base/indentation.js';
import type { CompletionFilter } from './filter.js';

/** Drops white space, and what is there already. */
export const nothingNew: CompletionFilter = {
  name: 'nothingNew',
  apply: (candidate, { cursor }) => {
    const replaced = cursor.lineSuffix.slice(0, candidate.replacedRight);
    const isNew = !isBlank(candidate.text) && candidate.text !== replaced;
    return isNew ? candidate : { text: '', replacedRight: 0 };
  },
};
