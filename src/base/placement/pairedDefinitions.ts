import type { LinePair } from '../text/alignLines.js';
import { definitionsIn, isSameDefinition } from './definitions.js';
import { lineWeight } from './lineLikeness.js';
import type { LineRange } from '../text/lineRange.js';

const closer = /^\s*[\])}]+[;,]?\s*$/;
/** Of first lines that have nothing but the name in common. */
const likenessByName = 0.5;

/**
 * Where a function or class of the code stands for one of the text, its first line stands for the first one of that and
 * its last bracket for the last one, whatever else the bracket was paired with: it says too little to be compared.
 * @param pairs in their order
 * @param target lines of the text where the code is expected
 */
export function pairedDefinitions(
  code: readonly string[],
  contents: readonly string[],
  pairs: readonly LinePair[],
  target: LineRange,
): LinePair[] {
  const wanted = definitionsIn(contents, target);
  let paired = [...pairs];
  for (const given of definitionsIn(code)) {
    const header = paired.find((pair) => pair.code === given.range.startLine);
    const known =
      header === undefined
        ? wanted.find((each) => isSameDefinition(each, given))
        : definitionsIn(contents, { startLine: header.text, endLine: header.text + 1 })[0];
    if (!known || !isSameDefinition(known, given)) continue;
    const { startLine, endLine } = known.range;
    const likeness = header?.likeness ?? likenessByName;
    paired = withPair(paired, code, { code: given.range.startLine, text: startLine, likeness });
    const end = { code: given.range.endLine - 1, text: endLine - 1, likeness: 1 };
    const isLonger = end.code > given.range.startLine && end.text > startLine;
    if (!isLonger || !closer.test(code[end.code] ?? '')) continue;
    if (closer.test(contents[end.text] ?? '')) paired = withPair(paired, code, end);
  }
  return paired;
}

/** Brackets give way to a pair that they cross; where other lines cross it, all stays as it is. */
function withPair(
  pairs: readonly LinePair[],
  code: readonly string[],
  added: LinePair,
): LinePair[] {
  const isCrossed = ({ code: line, text }: LinePair): boolean =>
    line === added.code || text === added.text || line < added.code !== text < added.text;
  const isBracket = (pair: LinePair): boolean => lineWeight(code[pair.code] ?? '') < 1;
  const crossed = pairs.filter(isCrossed);
  if (!crossed.every((pair) => isBracket(pair) || pair.code === added.code)) return [...pairs];
  return [...pairs.filter((pair) => !crossed.includes(pair)), added].sort(
    (one, other) => one.code - other.code,
  );
}
