import type { Definition } from './definitions.js';
import { definitionsIn } from './definitions.js';
import type { LineRange } from '../text/lineRange.js';

/**
 * Which lines of some code may stand for which of a text, as far as functions are concerned: those of a function for
 * those of the function of its name, and first lines for first lines. Only within the expected lines a function may have
 * been renamed.
 */
export function fitsByFunction(
  code: readonly string[],
  text: readonly string[],
  { startLine, endLine }: LineRange,
): (codeLine: number, textLine: number) => boolean {
  const given = functionsIn(code);
  if (given.length === 0) return () => true;
  const known = functionsIn(text);
  const ofCode = namesByLine(code.length, given);
  const ofText = namesByLine(text.length, known);
  const givenNames = new Set(given.map(({ name }) => name));
  const knownNames = new Set(known.map(({ name }) => name));
  const codeHeaders = new Set(given.map(({ range }) => range.startLine));
  const textHeaders = new Set(known.map(({ range }) => range.startLine));
  return (codeLine, textLine) => {
    if (codeHeaders.has(codeLine) !== textHeaders.has(textLine)) return false;
    const [own, other] = [ofCode[codeLine], ofText[textLine]];
    if (own === other) return true;
    if (other !== undefined && givenNames.has(other)) return false;
    if (own === undefined || other === undefined) return own === undefined || !knownNames.has(own);
    return !knownNames.has(own) && textLine >= startLine && textLine < endLine;
  };
}

function functionsIn(lines: readonly string[]): Definition[] {
  return definitionsIn(lines).filter(({ isContainer }) => !isContainer);
}

function namesByLine(
  lineCount: number,
  functions: readonly Definition[],
): readonly (string | undefined)[] {
  const names = new Array<string | undefined>(lineCount).fill(undefined);
  for (const { name, range } of functions) names.fill(name, range.startLine, range.endLine);
  return names;
}
