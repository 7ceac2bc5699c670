import { isBlank } from '../../../base/indentation.js';
import { columnsOf } from '../../../base/text/columns.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import { enclosingBlock } from '../../../base/placement/enclosingBlock.js';

const maxDepth = 40;
/** Blocks within a function rather than a function. */
const control =
  /^(?:[})\]]|(?:if|else|elif|for|foreach|while|until|do|try|catch|except|finally|switch|case|default|when|with|match|select|using|lock|unless|begin|rescue|ensure|loop)\b)/;

/** The function, class or top-level statement that lines belong to, by indentation and words alone. */
export function enclosingDefinition(lines: readonly string[], range: LineRange): LineRange {
  let block = enclosingBlock(lines, range);
  for (let depth = 0; depth < maxDepth; depth++) {
    const header = lines[block.startLine] ?? '';
    const isInner = columnsOf(header) > 0 && control.test(header.trim());
    if (!isInner) break;
    const line = parentOf(lines, block.startLine);
    if (line === undefined) break;
    const outer = enclosingBlock(lines, { startLine: line, endLine: line + 1 });
    block = { ...outer, endLine: Math.max(outer.endLine, block.endLine) };
  }
  return block;
}

/** The nearest line above that is indented less. */
function parentOf(lines: readonly string[], line: number): number | undefined {
  const columns = columnsOf(lines[line] ?? '');
  for (let above = line - 1; above >= 0; above--) {
    const text = lines[above] ?? '';
    if (!isBlank(text) && columnsOf(text) < columns) return above;
  }
  return undefined;
}
