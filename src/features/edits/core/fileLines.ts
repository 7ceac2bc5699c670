import { lineContent, textLines } from '../../../base/text/textLines.js';
import type { TaskFile } from './editTask.js';

/** A file whose text is taken apart once. */
export interface FileLines extends TaskFile {
  /** With their line ends. */
  readonly lines: readonly string[];
  /** Without them. */
  readonly contents: readonly string[];
}

export function withLines(file: TaskFile): FileLines {
  const lines = textLines(file.text);
  return { ...file, lines, contents: lines.map(lineContent) };
}
