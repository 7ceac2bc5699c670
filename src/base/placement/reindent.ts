import { isBlank, leadingWhitespace } from '../indentation.js';
import type { LinePair } from '../text/alignLines.js';
import { columnsOf } from '../text/columns.js';
import type { IndentStyle } from '../text/indentStyle.js';
import { indentation, indentStyleOf } from '../text/indentStyle.js';

export interface ReindentRequest {
  /** Lines without their line ends. */
  readonly code: readonly string[];
  readonly text: readonly string[];
  /** Which lines of the code stand for which of the text. */
  readonly pairs: readonly LinePair[];
  /** Least indentation of the lines that are replaced, in columns. */
  readonly targetColumns: number;
}

/** Columns of each line of the code, blank ones left out. */
interface Columns {
  readonly line: number;
  readonly columns: number;
}

const opensBlock = /(?:[:{([]|=>|\bthen|\bdo)\s*$/;
const minPairLikeness = 0.9;

/** The code with the text's kind of indentation, as deep as the lines that it replaces. */
export function reindented(request: ReindentRequest): string[] {
  const { code, text } = request;
  const own = indentStyleOf(code);
  const wanted = indentStyleOf(text);
  const usesTabs = wanted?.usesTabs ?? own?.usesTabs ?? false;
  const scale = scaleOf(request, own, wanted);
  const columns = code.flatMap((line, index) =>
    isBlank(line) ? [] : [{ line: index, columns: scale(columnsOf(line)) }],
  );
  const shifts = shiftsOf(request, columns);
  const byLine = new Map(columns.map((each) => [each.line, each.columns]));
  return code.map((line, index) => {
    const now = byLine.get(index);
    if (now === undefined) return '';
    const white = leadingWhitespace(line);
    const target = indentation(Math.max(0, now + shifts(index)), usesTabs);
    const isSame = columnsOf(target) === columnsOf(white);
    return isSame && white.includes('\t') === usesTabs ? line : target + line.slice(white.length);
  });
}

/** From the code's columns to the text's, where the two indent by different steps. */
function scaleOf(
  { code, text, pairs }: ReindentRequest,
  own: IndentStyle | undefined,
  wanted: IndentStyle | undefined,
): (columns: number) => number {
  const same = (columns: number): number => columns;
  if (!own || !wanted || own.columns === wanted.columns) return same;
  const converted = (columns: number): number =>
    Math.floor(columns / own.columns) * wanted.columns + (columns % own.columns);
  const agreement = (scale: (columns: number) => number): number => {
    const counts = new Map<number, number>();
    for (const pair of pairs) {
      if (pair.likeness < minPairLikeness || isBlank(code[pair.code] ?? '')) continue;
      const offset = columnsAt(text, pair.text) - scale(columnsAt(code, pair.code));
      counts.set(offset, (counts.get(offset) ?? 0) + 1);
    }
    return Math.max(0, ...counts.values());
  };
  return agreement(converted) > agreement(same) || pairs.length === 0 ? converted : same;
}

/** By how many columns each line of the code moves. */
function shiftsOf(request: ReindentRequest, columns: readonly Columns[]): (line: number) => number {
  const { text, pairs } = request;
  const columnsByLine = new Map(columns.map((each) => [each.line, each.columns]));
  const offsets = pairs
    .flatMap((pair) => {
      const own = columnsByLine.get(pair.code);
      return own === undefined
        ? []
        : [{ line: pair.code, own, by: columnsAt(text, pair.text) - own }];
    })
    .sort((one, other) => one.own - other.own || one.line - other.line);
  const first = columns[0];
  const firstOffset = offsets.find(({ line }) => line === first?.line);
  const others = offsets.filter(({ line }) => line !== first?.line);
  // models often lose the white space of the very first line, and of no other
  if (first?.columns === 0 && firstOffset && firstOffset.by > 0 && others.length > 0) {
    if (others.every(({ by }) => by === 0)) {
      return (line) => (line === first.line ? firstOffset.by : 0);
    }
  }
  const shift = shiftOf(request, columns, offsets);
  return () => shift;
}

/** The outermost line decides; where it is new and wraps the others in a block, it stands where they stood. */
function shiftOf(
  { code, targetColumns }: ReindentRequest,
  columns: readonly Columns[],
  offsets: readonly { readonly line: number; readonly own: number; readonly by: number }[],
): number {
  const least = Math.min(...columns.map((each) => each.columns));
  const byTarget = columns.length === 0 ? 0 : targetColumns - least;
  const [outermost] = offsets;
  if (!outermost) return byTarget;
  const outerLine = columns.find((each) => each.columns === least)?.line ?? 0;
  const isWrapped = outermost.own > least && opensBlock.test(code[outerLine] ?? '');
  return isWrapped ? byTarget : outermost.by;
}

function columnsAt(lines: readonly string[], index: number): number {
  return columnsOf(lines[index] ?? '');
}
