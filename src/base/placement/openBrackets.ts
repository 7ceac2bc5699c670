const openers = '([{';
const closers = ')]}';

/** How many more brackets some lines open than they close, outside of plain strings. */
export function openBrackets(lines: readonly string[]): number {
  let open = 0;
  for (const line of lines) {
    for (const character of line.replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/g, '')) {
      if (openers.includes(character)) open++;
      else if (closers.includes(character)) open--;
    }
  }
  return open;
}
