/** A hole on one line of a text, in UTF-16 units; `end` is the line's end. */
export interface LinePlace {
  readonly kind: 'wholeLine' | 'restOfLine';
  readonly start: number;
  readonly end: number;
}

const maxLineCharacters = 160;
const commentLine = /^\s*(?:\/\/|\/\*|\*|#|<!--)/;
const importLine =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s+(?:type\s+)?(?:\*|\{)|\}\s*from\b|.*\brequire\()/;
const listedName = /^\s*(?:type\s+)?[\w$]+(?:\s+as\s+[\w$]+)?,$/;
/** Where a line may be cut: at the start of a word or before an opening or separating character. */
const cut = /(?<=[^\p{L}\p{N}_$])(?=[\p{L}\p{N}_$])|(?=[([{.,=])/gu;
const tripleQuotes = /"""|'''/g;

/**
 * The places of a text where a line, or the rest of one from any word on, is worth completing: it has at least three
 * characters that are not white space, a letter or digit among them, and is no comment, import or docstring.
 * @param text lines ending in LF
 */
export function linePlaces(text: string): LinePlace[] {
  const places: LinePlace[] = [];
  let start = 0;
  let insideString = false;
  for (const line of text.split('\n')) {
    const quotes = line.match(tripleQuotes)?.length ?? 0;
    const isCode = !insideString && quotes === 0 && isCompletable(line);
    if (quotes % 2 === 1) insideString = !insideString;
    if (isCode) places.push(...placesOf(line, start));
    start += line.length + 1;
  }
  return places;
}

function isCompletable(line: string): boolean {
  return (
    line.length <= maxLineCharacters &&
    !commentLine.test(line) &&
    !importLine.test(line) &&
    !listedName.test(line) &&
    isWorthwhile(line)
  );
}

/** Closing brackets alone are not. */
function isWorthwhile(middle: string): boolean {
  return middle.replace(/\s/g, '').length >= 3 && /[\p{L}\p{N}]/u.test(middle);
}

/** A whole line begins after its indentation, where an editor puts the cursor. */
function placesOf(line: string, lineStart: number): LinePlace[] {
  const indentation = /^\s*/.exec(line)?.[0].length ?? 0;
  const end = lineStart + line.length;
  const cuts = [...line.matchAll(cut)]
    .map(({ index }) => index)
    .filter((index) => index > indentation && isWorthwhile(line.slice(index)));
  return [
    { kind: 'wholeLine', start: lineStart + indentation, end },
    ...cuts.map((index) => ({ kind: 'restOfLine', start: lineStart + index, end }) as const),
  ];
}
