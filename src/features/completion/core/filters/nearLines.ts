import { isBlank } from '../../../../base/indentation.js';
import type { CursorText } from '../cursorText.js';

/** @returns the first lines below the cursor's that are not blank, at most `count` */
export function filledBelow({ suffix, lineSuffix }: CursorText, count: number): string[] {
  const found: string[] = [];
  let end = lineSuffix.length;
  while (end < suffix.length && found.length < count) {
    const start = end + 1;
    const next = suffix.indexOf('\n', start);
    end = next === -1 ? suffix.length : next;
    const line = suffix.slice(start, end);
    if (!isBlank(line)) found.push(line);
  }
  return found;
}

/** @returns the last lines above the cursor's that are not blank, at most `count`, from top to bottom */
export function filledAbove({ prefix, linePrefix }: CursorText, count: number): string[] {
  const found: string[] = [];
  let start = prefix.length - linePrefix.length;
  while (start > 0 && found.length < count) {
    const end = start - 1;
    start = end === 0 ? 0 : prefix.lastIndexOf('\n', end - 1) + 1;
    const line = prefix.slice(start, end);
    if (!isBlank(line)) found.push(line);
  }
  return found.reverse();
}
