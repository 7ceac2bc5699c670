import type { LineRange } from './lineRange.js';
import { LineLikeness } from '../placement/lineLikeness.js';
import type { ComparedLine } from '../placement/lineLikeness.js';

/** A line of some code and the line of a text that it stands for. */
export interface LinePair {
  readonly code: number;
  readonly text: number;
  /** 1 where they differ in nothing but indentation. */
  readonly likeness: number;
}

export interface Alignment {
  /** In their order; blank lines and brackets among them. */
  readonly pairs: readonly LinePair[];
  /** Share of what the code says that stands in the text too, 0 to 1. */
  readonly codeShare: number;
}

/** Costs and gains of the alignment, in lines of full weight. */
const skippedTextLine = 0.12;
const skippedCodeLine = 0.04;
const gainNearby = 0.1;
/** Beyond so many comparisons only lines that are equal count, which is quick. */
const maxLikenessCells = 60_000;
const maxCells = 12_000_000;
/** Fewer lines that are equal are no reason to look closer. */
const minEqualShare = 0.3;

const fromPair = 1;
const fromText = 2;
const fromCode = 3;

/**
 * Finds the stretch of a text that some code is a version of, line by line, wherever it stands.
 * @param near where the stretch is expected; decides between equally good ones
 * @param fits whether a line of the code may stand for one of the text at all
 */
export function alignLines(
  code: readonly string[],
  text: readonly string[],
  near: LineRange,
  fits: (codeLine: number, textLine: number) => boolean = () => true,
): Alignment {
  const lines = new LineLikeness();
  const own = code.map((line) => lines.prepare(line));
  const cells = code.length * text.length;
  if (cells === 0 || cells > maxCells) return nothing;
  const isLarge = cells > maxLikenessCells;
  if (isLarge && shareOf(own, text) < minEqualShare) return nothing;
  const others = text.map((line) => lines.prepare(line));
  const compare: Compare = isLarge
    ? (one, other) => (one.id === other.id ? 1 : 0)
    : (one, other) => lines.likeness(one, other);
  const pairs = bestPairs(own, others, near, compare, fits);
  const total = own.reduce((sum, { weight }) => sum + weight, 0);
  const found = pairs.reduce((sum, pair) => sum + pair.likeness * (own[pair.code]?.weight ?? 0), 0);
  return { pairs, codeShare: found / Math.max(total, 1e-9) };
}

type Compare = (one: ComparedLine, other: ComparedLine) => number;

const nothing: Alignment = { pairs: [], codeShare: 0 };

/** Share of the code's lines that are somewhere in the text. */
function shareOf(code: readonly ComparedLine[], text: readonly string[]): number {
  const wanted = new Set(code.filter(({ weight }) => weight === 1).map((line) => line.text));
  const found = new Set<string>();
  for (const line of text) if (wanted.has(line.trim())) found.add(line.trim());
  return found.size / Math.max(1, wanted.size);
}

/** The text's lines in front of the first pair and behind the last cost nothing; those between cost a little. */
function bestPairs(
  code: readonly ComparedLine[],
  text: readonly ComparedLine[],
  near: LineRange,
  compare: Compare,
  fits: (row: number, column: number) => boolean,
): LinePair[] {
  const width = text.length + 1;
  const steps = new Uint8Array((code.length + 1) * width);
  let above = new Float64Array(width);
  let scores = new Float64Array(width);
  for (const [row, own] of code.entries()) {
    scores[0] = (above[0] ?? 0) - skippedCodeLine * own.weight;
    steps[(row + 1) * width] = fromCode;
    for (const [column, other] of text.entries()) {
      const alike = fits(row, column) ? compare(own, other) : 0;
      const isNear = column >= near.startLine && column < near.endLine;
      const gain = alike * Math.min(own.weight, other.weight) * (isNear ? 1 + gainNearby : 1);
      const paired = alike > 0 ? (above[column] ?? 0) + gain : -Infinity;
      const skipsText = (scores[column] ?? 0) - skippedTextLine * other.weight;
      const skipsCode = (above[column + 1] ?? 0) - skippedCodeLine * own.weight;
      const best = Math.max(paired, skipsText, skipsCode);
      scores[column + 1] = best;
      steps[(row + 1) * width + column + 1] =
        best === paired ? fromPair : best === skipsCode ? fromCode : fromText;
    }
    [above, scores] = [scores, above];
  }
  return traced(steps, width, code.length, indexOfMax(above), (row, column) => {
    const [own, other] = [code[row], text[column]];
    return own && other ? compare(own, other) : 0;
  });
}

function traced(
  steps: Uint8Array,
  width: number,
  rows: number,
  lastColumn: number,
  likenessAt: (row: number, column: number) => number,
): LinePair[] {
  const pairs: LinePair[] = [];
  let row = rows;
  let column = lastColumn;
  while (row > 0) {
    const step = steps[row * width + column];
    if (step === fromPair) {
      row--;
      column--;
      pairs.push({ code: row, text: column, likeness: likenessAt(row, column) });
    } else if (step === fromText) column--;
    else row--;
  }
  return pairs.reverse();
}

function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (const [index, value] of values.entries()) if (value > (values[best] ?? 0)) best = index;
  return best;
}
