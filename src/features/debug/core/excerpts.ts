import type { AttachmentSection } from '../../../protocol/chatRequest.js';
import type { SourcePlace } from './sourceText.js';

/** Causes stand in front of where they show. */
const linesBefore = 16;
const linesAfter = 6;
const maxLineLength = 300;
const maxExcerpts = 3;

/** The code around the first places, each line once. */
export function excerpts(places: readonly SourcePlace[]): AttachmentSection[] {
  const taken: { readonly path: string; readonly start: number; readonly end: number }[] = [];
  const sections: AttachmentSection[] = [];
  for (const place of places) {
    if (sections.length === maxExcerpts) break;
    const { source, line, name } = place;
    const lines = source.text.split(/\r?\n/);
    // a file that was changed since may be shorter now
    if (line > lines.length) continue;
    const others = taken.filter(({ path }) => path === source.path);
    if (others.some((other) => line >= other.start && line <= other.end)) continue;
    const endsBefore = others.filter((other) => other.end < line).map((other) => other.end);
    const startsAfter = others.filter((other) => other.start > line).map((other) => other.start);
    const start = Math.max(1, line - linesBefore, ...endsBefore.map((end) => end + 1));
    const end = Math.min(lines.length, line + linesAfter, ...startsAfter.map((first) => first - 1));
    taken.push({ path: source.path, start, end });
    const { uri, path, languageId } = source;
    sections.push({
      ...(uri !== undefined && { link: { uri, path, range: { startLine: start, endLine: end } } }),
      title: path,
      symbols: name === undefined ? [] : [name],
      languageId,
      text: lines
        .slice(start - 1, end)
        .map(shortLine)
        .join('\n'),
    });
  }
  return sections;
}

/** The line itself, without its indentation; undefined where the file has no such line. */
export function lineAt({ source, line }: SourcePlace): string | undefined {
  const text = source.text.split(/\r?\n/)[line - 1]?.trim();
  return text === undefined || text === '' ? undefined : shortLine(text);
}

/** Minified code has lines without end. */
function shortLine(line: string): string {
  return line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
}
