import type { LinePair } from '../text/alignLines.js';
import { lineWeight } from './lineLikeness.js';
import type { LineRange } from '../text/lineRange.js';
import type { SplitText } from './splitText.js';

/** Some code beside the text that it may be a version of. */
export interface CodeMatch {
  readonly code: readonly string[];
  /** Which lines of the code only say that lines were left out. */
  readonly isMark: readonly boolean[];
  /** Which lines of the code are comment, documentation or blank. */
  readonly isComment: readonly boolean[];
  readonly text: SplitText;
  /** Where the code is expected. */
  readonly target: LineRange;
  /** Lines that stand for each other, in their order; neither blank ones nor marks. */
  readonly pairs: readonly LinePair[];
}

/**
 * Share of what some lines of the text say that stands in the code too, 0 to 1.
 * @param without lines that do not count
 */
export function textShare(
  { text: { contents }, pairs }: Pick<CodeMatch, 'text' | 'pairs'>,
  { startLine, endLine }: LineRange,
  without: ReadonlySet<number> = new Set(),
): number {
  const likeness = new Map(pairs.map((pair) => [pair.text, pair.likeness]));
  let total = 0;
  let found = 0;
  for (let line = startLine; line < endLine; line++) {
    if (without.has(line)) continue;
    const weight = lineWeight(contents[line] ?? '');
    total += weight;
    found += weight * (likeness.get(line) ?? 0);
  }
  return found / Math.max(total, 1e-9);
}
