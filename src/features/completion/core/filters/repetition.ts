import { isBlank } from '../../../../base/indentation.js';
import { textFilter } from './filter.js';

/** So often in a row is no accident. */
const lineRepeats = 3;
const wordRepeats = 4;
/** Shorter repetitions, such as `0, 0, 0, 0`, may be meant. */
const repeatedWords = 12;

/** Cuts where a model that has lost its way begins to repeat a line, and drops a line that repeats its own words. */
export const repetition = textFilter('repetition', (text) => {
  const kept = cutRepeatedLines(text);
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
