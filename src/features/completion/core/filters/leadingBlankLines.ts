import { isBlank } from '../../../../base/indentation.js';
import { textFilter } from './filter.js';

/**
 * On a blank line a completion that goes on below leaves a line of white space behind. It is moved up to the cursor,
 * unless it needs less indentation than the cursor has, which no insertion can give.
 */
export const leadingBlankLines = textFilter('leadingBlankLines', (text, { cursor }) => {
  const leading = /^(?:[^\S\n]*\n)+/.exec(text)?.[0];
  if (leading === undefined || !isBlank(cursor.linePrefix)) return text;
  const moved = text.slice(leading.length);
  return moved.startsWith(cursor.linePrefix) ? moved.slice(cursor.linePrefix.length) : text;
});
