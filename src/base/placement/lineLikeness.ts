import { definedName } from './definedName.js';

/** A line of code as it is compared, white space at its ends aside. */
export interface ComparedLine {
  readonly text: string;
  /** The same number for the same text. */
  readonly id: number;
  /** How much it says: next to nothing for a blank line, little for a bracket. */
  readonly weight: number;
  /** What the line defines. */
  readonly name: string | undefined;
}

interface Words {
  /** The same number for lines that differ in nothing but white space. */
  readonly id: number;
  /** Numbers of the words and signs, sorted. */
  readonly sorted: readonly number[];
}

const blankWeight = 0.05;
const bracketWeight = 0.3;
/** Lines that share fewer of their words have nothing to do with each other. */
const minLikeness = 0.5;
const likenessOfLikeLines = 0.8;
const likenessOfDenseLines = 0.95;

/** @returns from nearly 0 for a blank line to 1 for a line with words of its own */
export function lineWeight(line: string): number {
  const text = line.trim();
  return text === '' ? blankWeight : isCommon(text) ? bracketWeight : 1;
}

/** Compares lines of code; equal texts are looked at once. */
export class LineLikeness {
  private readonly lines = new Map<string, ComparedLine>();
  private readonly words = new Map<number, Words>();
  private readonly wordIds = new Map<string, number>();

  prepare(line: string): ComparedLine {
    const text = line.trim();
    const known = this.lines.get(text);
    if (known) return known;
    const weight = lineWeight(text);
    const prepared = { text, id: this.lines.size, weight, name: definedName(text) };
    this.lines.set(text, prepared);
    return prepared;
  }

  /** 1 for lines that differ in nothing but indentation, 0 for lines without much in common. */
  likeness(one: ComparedLine, other: ComparedLine): number {
    if (one.id === other.id) return 1;
    // lines that define different things have much in common that says nothing
    if (one.name !== other.name && one.name !== undefined && other.name !== undefined) return 0;
    const [left, right] = [this.wordsOf(one), this.wordsOf(other)];
    if (left.id === right.id) return likenessOfDenseLines;
    if (one.weight < 1 || other.weight < 1) return 0;
    const share = sharedWords(left.sorted, right.sorted);
    return share < minLikeness ? 0 : share * likenessOfLikeLines;
  }

  private wordsOf({ id, text }: ComparedLine): Words {
    const known = this.words.get(id);
    if (known) return known;
    const words = text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
    const numbers = words.map((word) => this.wordId(word));
    const prepared = {
      id: this.wordId(words.join('\0')),
      sorted: numbers.sort((one, other) => one - other),
    };
    this.words.set(id, prepared);
    return prepared;
  }

  private wordId(word: string): number {
    const id = this.wordIds.get(word) ?? this.wordIds.size;
    this.wordIds.set(word, id);
    return id;
  }
}

/** Brackets and words that stand alone in many places. */
function isCommon(text: string): boolean {
  return (
    !/[\p{L}\p{N}]/u.test(text) ||
    /^\W*(?:begin|break|continue|do|else|end|finally|pass|return|then|try)\W*$/.test(text)
  );
}

/** Dice's coefficient of two sorted lists. */
function sharedWords(one: readonly number[], other: readonly number[]): number {
  const total = one.length + other.length;
  if (2 * Math.min(one.length, other.length) < minLikeness * total) return 0;
  let left = 0;
  let right = 0;
  let shared = 0;
  while (left < one.length && right < other.length) {
    const difference = (one[left] ?? 0) - (other[right] ?? 0);
    if (difference === 0) shared++;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return (2 * shared) / Math.max(1, total);
}
