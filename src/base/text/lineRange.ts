/** Lines of a text; 0-based, `endLine` is the line after the last one. Empty where both are equal. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** @param lines to move down by; negative for up */
export function shifted({ startLine, endLine }: LineRange, lines: number): LineRange {
  return { startLine: startLine + lines, endLine: endLine + lines };
}
