import { indentColumns, isBlank } from '../../../../base/indentation.js';
import type { CursorText } from '../cursorText.js';
import { textFilter } from './filter.js';
import { filledBelow } from './nearLines.js';

/** Arguments and elements go on below such a line; they are no body. */
const opensList = /[([,]\s*$/;
const opensBlock = /(?:[{:]|\b(?:else|do|then|begin|ensure|rescue))\s*$/;

/** Keeps the head alone where the body that it is written for already stands below the cursor. */
export const bodyBelow = textFilter('bodyBelow', (text, { cursor, editing: { tabSize } }) => {
  if (!hasBodyBelow(cursor, tabSize)) return text;
  const lines = (cursor.linePrefix + text).split('\n');
  const own = indentColumns(cursor.linePrefix, tabSize);
  const columnsOf = (line: string): number => (isBlank(line) ? own : indentColumns(line, tabSize));
  const last = lines.findLast((line) => !isBlank(line)) ?? '';
  // What ends on a head of its own, such as `else`, is written for that body.
  if (columnsOf(last) === own && opensBlock.test(last)) return text;
  const body = lines.findIndex((line) => columnsOf(line) > own);
  const head = lines[body - 1];
  if (head === undefined || opensList.test(head)) return text;
  return lines.slice(0, body).join('\n').trimEnd().slice(cursor.linePrefix.length);
});

/** True where the lines below the cursor's are deeper than its own: whatever heads them is being written there. */
export function hasBodyBelow(cursor: CursorText, tabSize: number): boolean {
  if (!isBlank(cursor.lineSuffix)) return false;
  const [next] = filledBelow(cursor, 1);
  if (next === undefined) return false;
  return indentColumns(next, tabSize) > indentColumns(cursor.linePrefix, tabSize);
}
