/** Shorter names are loop variables and the like. */
const shortest = 3;

/** A name and the column where it stands. */
interface NameInLine {
  readonly name: string;
  readonly character: number;
}

/** The names in some lines of code, in the order in which they first occur. */
export function identifiersIn(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => namesInLine(line).map(({ name }) => name)))];
}

/** All names in a line of code, as often as they stand there, from left to right. */
export function namesInLine(line: string): NameInLine[] {
  return Array.from(line.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu), ({ 0: name, index }) => ({
    name,
    character: index,
  })).filter(({ name }) => name.length >= shortest && !commonWords.has(name));
}

/** @returns the share of all elements that both sets have, 0 to 1 */
export function jaccard(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let both = 0;
  for (const element of small) if (large.has(element)) both++;
  const all = one.size + other.size - both;
  return all === 0 ? 0 : both / all;
}

/** Words of the usual languages, which say nothing about what a piece of code does. */
const commonWords: ReadonlySet<string> = new Set(
  (
    'abstract and any async await bool boolean break byte case catch char class const continue debugger def default del ' +
    'delete double elif else elsif end enum except export extends extern false final finally float fmt fn for foreach ' +
    'from func function global goto has if impl implements import include instanceof int interface is lambda let long ' +
    'loop match mod module mut namespace new nil none None not null number object operator or package pass pub print ' +
    'private protected public raise range readonly ref rescue return self Self short sizeof static std str string String ' +
    'struct super switch then this throw throws trait true True try type typeof undefined union unless unsafe use using ' +
    'val var void volatile when where while with yield False the'
  ).split(' '),
);
