import { isBlank } from '../../../../base/indentation.js';
import { textFilter } from './filter.js';

/** So often in a row is no accident. */
const lineRepeats = 3;
const wordRepeats = 4;
/** Shorter repetitions, such as `0, 0, 0, 0`, may be meant. */
const repeatedWords = 12;
const mostGroupLines = 8;
/** A group of so many lines is not written twice on purpose, a shorter one not three times. */
const longGroupLines = 4;

/**
 * Cuts where a model that has lost its way begins to repeat a line or a group of lines, and drops a line that repeats its
 * own words.
 */
export const repetition = textFilter('repetition', (text, { cursor: { linePrefix } }) => {
  const kept = cutRepeatedGroups(linePrefix + cutRepeatedLines(text)).slice(linePrefix.length);
  const lastLine = kept.slice(kept.lastIndexOf('\n') + 1);
  if (!repeatsWords(lastLine)) return kept;
  return kept.slice(0, Math.max(0, kept.length - lastLine.length - 1));
});

function cutRepeatedLines(text: string): string {
  const lines = text.split('\n');
  let runLength = 1;
  let previous: string | undefined;
  let runStart = 0;
  for (const [index, line] of lines.entries()) {
    if (isBlank(line)) continue;
    const content = line.trim();
    if (content === previous && !/^[)\]};,]+$/.test(content)) {
      runLength++;
      if (runLength >= lineRepeats) return lines.slice(0, runStart + 1).join('\n');
    } else {
      runLength = 1;
      runStart = index;
    }
    previous = content;
  }
  return text;
}

/** Lines of a group are the same with their indentation: that of nested blocks differs. */
function cutRepeatedGroups(text: string): string {
  const lines = text.split('\n');
  for (let start = 0; start < lines.length; start++) {
    for (let size = 2; size <= mostGroupLines && start + 2 * size <= lines.length; size++) {
      const group = lines.slice(start, start + size);
      const filled = group.filter((line) => !isBlank(line)).length;
      const repeats = filled < longGroupLines ? lineRepeats : 2;
      if (filled > 1 && isRepeated(lines, start, size, repeats)) {
        return lines.slice(0, start + size).join('\n');
      }
    }
  }
  return text;
}

/** @param size lines of the group that begins at `start` @param times that it stands there in a row */
function isRepeated(lines: readonly string[], start: number, size: number, times: number): boolean {
  const end = start + size * times;
  if (end > lines.length) return false;
  return lines.slice(start + size, end).every((line, index) => line === lines[start + index]);
}

/** True when the line ends in one group of words over and over. */
function repeatsWords(line: string): boolean {
  const words = line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  for (let period = 1; period * wordRepeats <= words.length; period++) {
    let same = 0;
    while (
      same + period < words.length &&
      words[words.length - 1 - same] === words[words.length - 1 - same - period]
    ) {
      same++;
    }
    const repeated = same + period;
    if (repeated >= repeatedWords && repeated >= period * wordRepeats) return true;
  }
  return false;
}
