/** Ghost text at the moment of the next key. */
export interface Suggested {
  /** What accepting puts in at the cursor, in the document's line ends. */
  readonly text: string;
  /** What stands right of the cursor and is replaced by it. */
  readonly replaced: string;
  /** Whether the document's line ends behind what is replaced. */
  readonly endsLine: boolean;
}

export interface Acceptance {
  readonly text: string;
  /** Its characters without those that stood there before. */
  readonly keptCharacters: number;
  /** Steps of the trace that typed it; they are skipped. */
  readonly steps: number;
  /** What the last of these steps typed beyond it, which is still to come. */
  readonly rest: string;
  /** The whole suggestion was taken, rather than its first lines. */
  readonly isWhole: boolean;
}

/**
 * Whether someone who is about to type what the trace types next would take ghost text, and how much of it. They take
 * all of it when the trace goes on to write all of it at that place; else the longest run of its first lines that the
 * trace writes as whole lines; else nothing. What is corrected before the place is left counts as it is in the end.
 * @param coming see {@link comingText}
 */
export function acceptance(
  { text, replaced, endsLine }: Suggested,
  coming: readonly string[],
): Acceptance | undefined {
  const final = coming.at(-1);
  if (final === undefined) return undefined;
  if (final.startsWith(text)) return taken(text, replaced, coming, true);
  const lineEnds = [...text.matchAll(/\r?\n/g)].map(({ index }) => index).reverse();
  for (const end of lineEnds) {
    const lines = text.slice(0, end);
    const after = final.slice(lines.length);
    const isWholeLine = /^\r?\n/.test(after) || (after === '' && endsLine);
    if (final.startsWith(lines) && isWholeLine && lines.includes(replaced)) {
      return taken(lines, replaced, coming, false);
    }
  }
  return undefined;
}

function taken(
  text: string,
  replaced: string,
  coming: readonly string[],
  isWhole: boolean,
): Acceptance | undefined {
  let last = coming.length - 1;
  while (last > 0 && coming[last - 1]?.startsWith(text)) last--;
  const keptCharacters = text.length - replaced.length;
  if (keptCharacters <= 0) return undefined;
  const rest = coming[last]?.slice(text.length) ?? '';
  return { text, keptCharacters, steps: last + 1, rest, isWhole };
}
