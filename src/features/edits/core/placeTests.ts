import { isBlank } from '../../../base/indentation.js';
import { splitText } from '../../../base/placement/splitText.js';
import { withoutBlankEnds } from '../../../base/text/blankEnds.js';
import { columnsOf } from '../../../base/text/columns.js';
import { indentation, indentStyleOf } from '../../../base/text/indentStyle.js';
import { replaceLines } from '../../../base/text/replaceLines.js';
import { textLines } from '../../../base/text/textLines.js';

const importLine =
  /^(?:import\b|from\s+\S+\s+import\b|(?:const|let|var)\b.*\brequire\(|use\s|using\s|#include\b)/;
const testCase = /^\s*(?:it|test|specify)(?:\.\w+)*\(/;
const suiteEnd = /^\}\);?$/;
const suiteStart = /^(?:describe|suite|context)(?:\.\w+)*\(/;

/**
 * A test file with new tests at its end, inside the last suite where they are single cases. Imports that it has already
 * are not repeated, others join them.
 */
export function placeTests(before: string, code: string): string {
  const added = code.split(/\r\n|\r|\n/);
  if (isBlank(before)) return `${withoutBlankEnds(added).join('\n')}\n`;
  const { imports, rest } = splitImports(added);
  const { lines, contents: text } = splitText(before);
  const known = new Set(text.map((line) => line.trim()));
  const missing = imports.filter((line) => !known.has(line.trim()));
  const lastImport = text.findLastIndex((line) => importLine.test(line));
  const withTests = appended(lines, text, withoutBlankEnds(rest));
  if (missing.length === 0) return withTests;
  const at = lastImport + 1;
  return replaceLines(textLines(withTests), { startLine: at, endLine: at }, missing);
}

function splitImports(lines: readonly string[]): { imports: string[]; rest: string[] } {
  const imports = lines.filter((line) => importLine.test(line) && isWhole(line));
  return { imports, rest: lines.filter((line) => !imports.includes(line)) };
}

/** An import over several lines stays where it is. */
function isWhole(line: string): boolean {
  return !/[({,\\]\s*$/.test(line);
}

function appended(
  before: readonly string[],
  text: readonly string[],
  rest: readonly string[],
): string {
  if (rest.length === 0) return before.join('');
  const end = text.findLastIndex((line) => !isBlank(line)) + 1;
  const isInside = endsInSuite(text.slice(0, end)) && testCase.test(rest[0] ?? '');
  const at = isInside ? end - 1 : end;
  const added = isInside ? indented(rest, text) : rest;
  return replaceLines(before, { startLine: at, endLine: at }, ['', ...added]);
}

/** The last line closes a suite, and not a single case that stands alone. */
function endsInSuite(text: readonly string[]): boolean {
  const opener = text.findLast((line) => /^[^\s})\]]/.test(line));
  return suiteEnd.test(text.at(-1) ?? '') && suiteStart.test(opener ?? '');
}

function indented(lines: readonly string[], text: readonly string[]): string[] {
  const style = indentStyleOf(text) ?? { usesTabs: false, columns: 2 };
  const own = columnsOf(lines[0] ?? '');
  return lines.map((line) => {
    if (isBlank(line)) return '';
    const columns = Math.max(0, columnsOf(line) - own) + style.columns;
    return indentation(columns, style.usesTabs) + line.trimStart();
  });
}
