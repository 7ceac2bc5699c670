import { isBlank } from '../../../../base/indentation.js';
import { textFilter } from './filter.js';

/** White space at the end is invisible as ghost text; where text follows the cursor, one space may separate from it. */
export const trailingWhitespace = textFilter('trailingWhitespace', (text, { cursor }) => {
  const trimmed = text.trimEnd();
  const separates = !isBlank(cursor.lineSuffix) && /[^\S\n]$/.test(text) && trimmed !== '';
  return separates && !/^[\s)\]};,:]/.test(cursor.lineSuffix) ? `${trimmed} ` : trimmed;
});
