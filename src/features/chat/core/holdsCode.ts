/**
 * Whether the lines of a code block stand in the answer, one after the other. Indentation is not compared: a block in a
 * list or a quote is shown without what stands in front of its lines.
 */
export function holdsCode(answer: string, code: string): boolean {
  return `\n${plain(answer)}\n`.includes(`\n${plain(code)}\n`);
}

function plain(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^[\s>]+/, '').trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}
