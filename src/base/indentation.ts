/** The white space at a line's start. */
export function leadingWhitespace(line: string): string {
  return /^[^\S\r\n]*/.exec(line)?.[0] ?? '';
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Columns of the white space at a line's start; a tab goes on to the next multiple of `tabSize`. */
export function indentColumns(line: string, tabSize: number): number {
  let columns = 0;
  for (const character of leadingWhitespace(line)) {
    columns += character === '\t' ? tabSize - (columns % tabSize) : 1;
  }
  return columns;
}
