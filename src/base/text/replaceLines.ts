import type { LineRange } from './lineRange.js';
import { lineContent, lineEnd, usualLineEnd } from './textLines.js';

/**
 * A text with other lines in place of some. Its line ends stay as they are, and so does the way it ends.
 * @param lines of the text, with their line ends
 * @param added those without a line end get the text's usual one
 */
export function replaceLines(
  lines: readonly string[],
  { startLine, endLine }: LineRange,
  added: readonly string[],
): string {
  const usual = usualLineEnd(lines);
  const ended = added.map((line) => (lineEnd(line) === '' ? line + usual : line));
  const head = lines.slice(0, startLine);
  const lastOfHead = head.pop();
  if (lastOfHead !== undefined) {
    // a last line without its end is followed by others now
    const isOpen = ended.length > 0 && lineEnd(lastOfHead) === '';
    head.push(isOpen ? lastOfHead + usual : lastOfHead);
  }
  const result = [...head, ...ended, ...lines.slice(endLine)];
  const last = lines.at(-1);
  const end = result.pop();
  if (end !== undefined) {
    const wanted = last === undefined ? usual : lineEnd(last);
    result.push(lineEnd(end) === '' || wanted === '' ? lineContent(end) + wanted : end);
  }
  return result.join('');
}
