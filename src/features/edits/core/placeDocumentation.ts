import { isBlank } from '../../../base/indentation.js';
import { commentLines } from '../../../base/text/commentLines.js';
import { columnsOf, leastColumns } from '../../../base/text/columns.js';
import { indentation, indentStyleOf } from '../../../base/text/indentStyle.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import type { CodePlacement, PlacementRequest } from '../../../base/placement/placeCode.js';
import { withoutBlankEnds } from '../../../base/text/blankEnds.js';

const defaultIndentColumns = 4;
const maxHeaderLines = 30;

/**
 * Where an answer goes that is nothing but a comment: in front of what it documents, a docstring behind its header.
 * @returns undefined for an answer that holds code
 */
export function placeDocumentation(request: PlacementRequest): CodePlacement | undefined {
  const {
    text: { contents: text },
    languageId,
  } = request;
  const code = withoutBlankEnds(request.code.split(/\r\n|\r|\n/));
  if (code.length === 0 || commentLines(code, languageId).includes(false)) return undefined;
  const line = firstCodeLine(text, request.range);
  const isDocstring = languageId === 'python' && !(code[0] ?? '').trim().startsWith('#');
  const header = isDocstring ? headerEnd(text, line) : undefined;
  const style = indentStyleOf(text);
  const step = style?.columns ?? defaultIndentColumns;
  const columns = columnsOf(text[line] ?? '') + (header === undefined ? 0 : step);
  const at = header ?? line;
  const least = leastColumns(code);
  const lines = code.map((each) => {
    if (isBlank(each)) return '';
    const own = columnsOf(each) - least;
    return indentation(columns + own, style?.usesTabs ?? false) + each.trimStart();
  });
  return { range: { startLine: at, endLine: at }, lines };
}

function firstCodeLine(text: readonly string[], { startLine, endLine }: LineRange): number {
  for (let line = startLine; line < endLine; line++) if (!isBlank(text[line] ?? '')) return line;
  return startLine;
}

/** The line behind the one that ends a definition's header. */
function headerEnd(text: readonly string[], from: number): number | undefined {
  for (let line = from; line < Math.min(text.length, from + maxHeaderLines); line++) {
    if (/:\s*(?:#.*)?$/.test(text[line] ?? '')) return line + 1;
  }
  return undefined;
}
