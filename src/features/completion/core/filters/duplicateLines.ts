import { indentColumns, isBlank } from '../../../../base/indentation.js';
import { textFilter } from './filter.js';
import { filledBelow } from './nearLines.js';

/** A line with fewer letters and digits, such as `} else {`, says nothing by being equal to another. */
const tellingCharacters = 6;

/** Cuts before the lines that already stand below the cursor. */
export const duplicateLines = textFilter('duplicateLines', (text, { cursor, editing }) => {
  const lines = text.split('\n');
  const below = filledBelow(cursor, lines.length).map((line) => line.trimEnd());
  const next = below[0];
  if (next === undefined) return text;
  const cursorColumns = indentColumns(cursor.linePrefix, editing.tabSize);
  for (let index = 0; index < lines.length; index++) {
    const line = index === 0 ? cursor.linePrefix + (lines[0] ?? '') : (lines[index] ?? '');
    if (isBlank(line) || line.trimEnd() !== next) continue;
    // What stands right of the cursor would be torn off its line's start.
    if (index === 0 && !isBlank(cursor.lineSuffix)) continue;
    const endsScope = indentColumns(line, editing.tabSize) < cursorColumns;
    const goesOn = isStartOf(filled(lines.slice(index + 1)), below.slice(1));
    if (endsScope || goesOn || isTelling(line)) return lines.slice(0, index).join('\n');
  }
  return text;
});

function filled(lines: readonly string[]): string[] {
  return lines.filter((line) => !isBlank(line)).map((line) => line.trimEnd());
}

function isStartOf(lines: readonly string[], of: readonly string[]): boolean {
  return lines.every((line, index) => line === of[index]);
}

function isTelling(line: string): boolean {
  return (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= tellingCharacters;
}
