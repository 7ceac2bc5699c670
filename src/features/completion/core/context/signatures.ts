import { definitionsIn } from '../../../../base/placement/definitions.js';

/** A header of more lines is cut. */
const mostHeaderLines = 6;
/** Small things say more as a whole. */
const mostWholeLines = 8;

/** The line and text by which a definition can be used. */
export interface Signature {
  readonly name: string;
  readonly startLine: number;
  readonly text: string;
}

/**
 * What some lines define, without the bodies of functions: their headers, small types as a whole, and the members of
 * classes.
 * @param wanted names of the definitions at the top; empty = all
 */
export function signaturesIn(
  lines: readonly string[],
  wanted: ReadonlySet<string> = new Set(),
): Signature[] {
  const found: Signature[] = [];
  let outer = '';
  for (const { name, range, depth } of definitionsIn(lines)) {
    if (depth === 0) outer = name;
    if (wanted.size > 0 && !wanted.has(outer)) continue;
    const own = lines.slice(range.startLine, range.endLine);
    const shown = own.length <= mostWholeLines ? own : headerOf(own);
    found.push({
      name,
      startLine: range.startLine,
      text: shown.map((line) => `${line.trimEnd()}\n`).join(''),
    });
  }
  return withoutContained(found);
}

/** The lines up to the one that opens the body. */
function headerOf(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) =>
    /(?:[{:]|=>|\bdo|\bthen|\bis)\s*(?:\/\/.*|#.*)?$/.test(line),
  );
  return lines.slice(0, Math.min(end === -1 ? 1 : end + 1, mostHeaderLines));
}

/** Members of what is there as a whole are there already. */
function withoutContained(signatures: readonly Signature[]): Signature[] {
  let end = -1;
  return signatures.filter(({ startLine, text }) => {
    if (startLine < end) return false;
    end = startLine + text.split('\n').length - 1;
    return true;
  });
}
