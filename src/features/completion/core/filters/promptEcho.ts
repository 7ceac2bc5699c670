import { isBlank } from '../../../../base/indentation.js';
import { textFilter } from './filter.js';
import { filledAbove } from './nearLines.js';

/** One line alone may be meant to stand there twice, unless it says so much; several say it by their number. */
const tellingCharacters = { line: 12, lines: 6 };

/**
 * Drops a completion that only says again what stands right above the cursor. A line that the user has begun is
 * theirs to repeat.
 */
export const promptEcho = textFilter('promptEcho', (text, { cursor }) => {
  if (!isBlank(cursor.linePrefix)) return text;
  const lines = (cursor.linePrefix + text).split('\n');
  const written = lines.filter((line) => !isBlank(line));
  const above = filledAbove(cursor, written.length);
  for (let count = Math.min(written.length, above.length); count > 0; count--) {
    const echo = written.slice(0, count);
    if (!isSame(echo, above.slice(-count)) || !isTelling(echo)) continue;
    // Only a whole echo can go: what follows would stand at another place.
    return count === written.length ? '' : text;
  }
  return text;
});

function isSame(lines: readonly string[], others: readonly string[]): boolean {
  return lines.every((line, index) => line.trimEnd() === others[index]?.trimEnd());
}

function isTelling(lines: readonly string[]): boolean {
  const characters = lines.join('').match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return characters >= (lines.length > 1 ? tellingCharacters.lines : tellingCharacters.line);
}
