/** Lines of a text; 0-based, `endLine` is the line after the last one. Empty where both are equal. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}
