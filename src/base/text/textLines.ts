const lineWithEnd = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g;

/** The lines of a text, each with its line end; joined they give the text again. An empty text has none. */
export function textLines(text: string): string[] {
  return text.match(lineWithEnd) ?? [];
}

/** A line without its line end. */
export function lineContent(line: string): string {
  return line.replace(/(?:\r\n|\r|\n)$/, '');
}

export function lineEnd(line: string): string {
  return line.slice(lineContent(line).length);
}

const sampledLines = 1_000;

/** The line end that most of the first lines have; `\n` where there is none. */
export function usualLineEnd(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of lines.slice(0, sampledLines)) {
    const end = lineEnd(line);
    if (end !== '') counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  let usual = '\n';
  for (const [end, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = end;
  return usual;
}
