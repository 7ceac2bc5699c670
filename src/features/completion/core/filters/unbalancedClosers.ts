import { leadingWhitespace } from '../../../../base/indentation.js';
import type { Mark } from '../brackets.js';
import { closes, scanBrackets } from '../brackets.js';
import { scanAtCursor, scanLinePrefix } from '../coveredRight.js';
import type { CursorText } from '../cursorText.js';
import { textFilter } from './filter.js';

/**
 * Cuts before the first bracket that closes a block of the lines above although the lines below close that block:
 * the closer stands at the opener's indentation.
 */
export const unbalancedClosers = textFilter('unbalancedClosers', (text, { cursor }) => {
  const line = scanLinePrefix(cursor);
  const added = scanAtCursor(text, line, cursor.languageId);
  // Closing one block to open the next, as `} else {` does, leaves the balance as it is.
  if (added.open.length > 0) return text;
  const beyondLine = added.closing.slice(line.open.length);
  if (beyondLine.length === 0) return text;
  const above = openAbove(cursor);
  const below = closersBelow(cursor);
  for (const [order, mark] of beyondLine.entries()) {
    const opener = above.at(-1 - order);
    if (!opener) return text;
    const standing = below.find((closer) => closer.indentation === opener.indentation);
    if (standing && closes(standing.character, opener.character)) {
      return text.slice(0, mark.index).trimEnd();
    }
  }
  return text;
});

interface IndentedMark extends Mark {
  /** White space at the start of the mark's line. */
  readonly indentation: string;
}

/** Brackets that are open at the start of the cursor's line, outermost first. */
function openAbove({ prefix, linePrefix, languageId }: CursorText): IndentedMark[] {
  const above = prefix.slice(0, prefix.length - linePrefix.length);
  return withIndentation(above, scanBrackets(above, { languageId }).open);
}

function closersBelow({ suffix, lineSuffix, languageId }: CursorText): IndentedMark[] {
  const below = suffix.slice(lineSuffix.length);
  return withIndentation(below, scanBrackets(below, { languageId }).closing);
}

function withIndentation(text: string, marks: readonly Mark[]): IndentedMark[] {
  return marks.map((mark) => ({
    ...mark,
    indentation: leadingWhitespace(text.slice(text.lastIndexOf('\n', mark.index) + 1)),
  }));
}
