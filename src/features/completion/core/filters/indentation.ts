import { indentColumns, isBlank, leadingWhitespace } from '../../../../base/indentation.js';
import type { EditingOptions } from '../completionRequest.js';
import type { CursorText } from '../cursorText.js';
import { textFilter } from './filter.js';

const opensBlock = /(?:[{([:]|=>|->|\b(?:then|do|else|begin|try))\s*$/;
const goesOn = /(?:[,+\-*/%&|^=<>?.\\]|\b(?:and|or|not|return|in))\s*$/;
const continuesLineAbove = /^(?:[.?:&|+*/<>=,)\]}]|-[^-])/;

/** Fits the first line to where the cursor stands and the other lines to the document's tabs or spaces. */
export const indentation = textFilter('indentation', (text, { cursor, editing }) => {
  if (text.startsWith('\n')) return fitStyle(text, cursor, editing);
  return fitStyle(fitFirstLine(text, cursor, editing), cursor, editing);
});

function fitFirstLine(text: string, cursor: CursorText, editing: EditingOptions): string {
  const surplus = leadingWhitespace(text);
  if (surplus === '' || cursor.linePrefix === '') return text;
  if (!isBlank(cursor.linePrefix)) {
    return /\s$/.test(cursor.linePrefix) ? text.slice(surplus.length) : text;
  }
  if (!isIndented(text.slice(surplus.length), cursor, editing)) return text;
  return shiftLeft(text, surplus, cursor.linePrefix);
}

/** True when the cursor is already where the line above wants its next line to begin. */
function isIndented(content: string, cursor: CursorText, editing: EditingOptions): boolean {
  const above = lastFilledLine(cursor.prefix.slice(0, -cursor.linePrefix.length));
  const columns = indentColumns(cursor.linePrefix, editing.tabSize);
  if (above === undefined) return true;
  const columnsAbove = indentColumns(above, editing.tabSize);
  if (opensBlock.test(above)) return columns > columnsAbove;
  if (goesOn.test(above) || continuesLineAbove.test(content)) return false;
  return columns >= columnsAbove;
}

/** When every line has the surplus, the whole block was written too deep; else only its first line was. */
function shiftLeft(text: string, surplus: string, linePrefix: string): string {
  const [first = '', ...rest] = text.split('\n');
  const deep = linePrefix + surplus;
  const filled = rest.filter((line) => !isBlank(line));
  const allDeep = filled.length > 0 && filled.every((line) => line.startsWith(deep));
  const shifted = allDeep
    ? rest.map((line) => (isBlank(line) ? line : linePrefix + line.slice(deep.length)))
    : rest;
  return [first.slice(surplus.length), ...shifted].join('\n');
}

/** Changes tabs to spaces, or back, only where nothing in sight is indented the way the model did it. */
function fitStyle(text: string, cursor: CursorText, editing: EditingOptions): string {
  if (!text.includes('\n')) return text;
  const [first = '', ...rest] = text.split('\n');
  const around = `\n${cursor.prefix}\n${cursor.suffix.slice(cursor.lineSuffix.length)}`;
  if (editing.insertSpaces) {
    if (/\n *\t/.test(around)) return text;
  } else if (/\n\t* {2}/.test(around)) {
    return text;
  }
  return [first, ...rest.map((line) => reindent(line, editing))].join('\n');
}

function reindent(line: string, { tabSize, insertSpaces }: EditingOptions): string {
  const before = leadingWhitespace(line);
  if (!before.includes(insertSpaces ? '\t' : ' ')) return line;
  const columns = indentColumns(line, tabSize);
  const after = insertSpaces
    ? ' '.repeat(columns)
    : '\t'.repeat(Math.floor(columns / tabSize)) + ' '.repeat(columns % tabSize);
  return after + line.slice(before.length);
}

function lastFilledLine(text: string): string | undefined {
  return text.split('\n').findLast((line) => !isBlank(line));
}
