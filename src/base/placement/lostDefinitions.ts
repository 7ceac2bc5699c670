import type { CodeMatch } from './codeMatch.js';
import { textShare } from './codeMatch.js';
import { definitionsIn } from './definitions.js';
import type { LineRange } from '../text/lineRange.js';
import { lineContent } from '../text/textLines.js';

/** So much of the lines around a name that goes must stay: then it was renamed or taken out, and not written over. */
const minKeptShare = 0.6;

/**
 * Whether lines in place of others would write over a function or the like with something else, as a block does that
 * does not belong there. Outside of the expected lines none may go.
 */
export function losesDefinitions(
  match: Pick<CodeMatch, 'text' | 'target' | 'pairs'>,
  range: LineRange,
  lines: readonly string[],
): boolean {
  const { contents } = match.text;
  const kept = new Set(definitionsIn(lines.map(lineContent)).map(({ name }) => name));
  const lost = definitionsIn(contents, range).filter(({ name }) => !kept.has(name));
  if (lost.length === 0) return false;
  const { startLine, endLine } = match.target;
  const headers = new Set(lost.map((each) => each.range.startLine));
  if ([...headers].some((line) => line < startLine || line >= endLine)) return true;
  return textShare(match, range, headers) < minKeptShare;
}
