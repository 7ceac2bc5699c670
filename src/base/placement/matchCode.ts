import { isBlank } from '../indentation.js';
import type { LinePair } from '../text/alignLines.js';
import { alignLines } from '../text/alignLines.js';
import { commentLines } from '../text/commentLines.js';
import type { CodeMatch } from './codeMatch.js';
import { isElision } from './elision.js';
import { fitsByFunction } from './fitsByFunction.js';
import { lineWeight } from './lineLikeness.js';
import type { LineRange } from '../text/lineRange.js';
import { pairedDefinitions } from './pairedDefinitions.js';
import type { SplitText } from './splitText.js';

export interface MatchRequest {
  readonly text: SplitText;
  readonly languageId: string;
  readonly code: readonly string[];
  /** Where the code is expected. */
  readonly target: LineRange;
  /** Where it is searched. */
  readonly within: LineRange;
  /** There is no time to look at functions and classes. */
  readonly isQuick: boolean;
}

/**
 * Which lines of some code stand for which of a text.
 * @returns with the share of what the code says that stands in the text too, 0 to 1
 */
export function matchCode(request: MatchRequest): CodeMatch & { readonly codeShare: number } {
  const { text, languageId, code, target, within, isQuick } = request;
  const { contents } = text;
  const isMark = code.map(
    (line) => isElision(line, languageId) && !contents.some((each) => each.trim() === line.trim()),
  );
  const part = contents.slice(within.startLine, within.endLine);
  const near = {
    startLine: target.startLine - within.startLine,
    endLine: target.endLine - within.startLine,
  };
  const { pairs, codeShare } = alignLines(
    code.map((line, index) => (isMark[index] === true ? '' : line)),
    part,
    near,
    isQuick ? undefined : fitsByFunction(code, part, near),
  );
  const aligned = pairs
    .map((pair) => ({ ...pair, text: pair.text + within.startLine }))
    .filter((pair) => !isBlank(code[pair.code] ?? '') && isMark[pair.code] !== true);
  return {
    code,
    isMark,
    isComment: commentLines(code, languageId),
    text,
    target,
    pairs: isQuick
      ? aligned
      : pairedDefinitions(code, contents, meantPairs(aligned, code, target), target),
    codeShare,
  };
}

/** A bracket outside of the expected lines means something only beside a line that does. */
function meantPairs(
  pairs: readonly LinePair[],
  code: readonly string[],
  { startLine, endLine }: LineRange,
): LinePair[] {
  return pairs.filter((pair, index) => {
    if (pair.text >= startLine && pair.text < endLine) return true;
    if (lineWeight(code[pair.code] ?? '') === 1) return true;
    return [pairs[index - 1], pairs[index + 1]].some(
      (other) =>
        other &&
        Math.abs(other.code - pair.code) === 1 &&
        other.text - pair.text === other.code - pair.code,
    );
  });
}
