import { lineContent, textLines } from '../text/textLines.js';

/** A text that is taken apart once. */
export interface SplitText {
  /** With their line ends. */
  readonly lines: readonly string[];
  /** Without them. */
  readonly contents: readonly string[];
}

export function splitText(text: string): SplitText {
  const lines = textLines(text);
  return { lines, contents: lines.map(lineContent) };
}
