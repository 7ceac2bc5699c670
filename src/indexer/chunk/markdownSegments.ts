import type { Segment } from './segment.js';
import type { SourceLines } from './sourceLines.js';

interface Heading {
  readonly level: number;
  readonly title: string;
}

/** One segment for each heading and the text below it, with the headings above it as its trail. */
export function markdownSegments(source: SourceLines): Segment[] {
  const segments: Segment[] = [];
  let above: Heading[] = [];
  let startRow = 0;
  let current: Heading | undefined;
  const close = (endRow: number): void => {
    if (endRow < startRow) return;
    const trail = above.map(({ title }) => title);
    segments.push({ startRow, endRow, trail, symbols: current ? [current.title] : [] });
  };
  for (const [row, heading] of headings(source)) {
    close(row - 1);
    const known = current ? [...above, current] : above;
    above = known.filter(({ level }) => level < heading.level);
    current = heading;
    startRow = row;
  }
  close(source.lastRow);
  return segments;
}

function* headings(source: SourceLines): Generator<[row: number, heading: Heading]> {
  let fence: string | undefined;
  for (const [row, line] of source.lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    const heading = atxHeading(line) ?? underlinedHeading(line, source.lines[row + 1]);
    if (heading) yield [row, heading];
  }
}

function atxHeading(line: string): Heading | undefined {
  const match = /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(line);
  const title = match?.[2]?.replace(/[ \t]+#*[ \t]*$/, '').trim();
  return match?.[1] && title ? { level: match[1].length, title } : undefined;
}

function underlinedHeading(line: string, next: string | undefined): Heading | undefined {
  if (next === undefined || !/^ {0,3}[\p{L}\p{N}\p{S}`*"'([]/u.test(line)) return undefined;
  const mark = /^ {0,3}(=+|-{3,})[ \t]*$/.exec(next)?.[1];
  if (mark === undefined) return undefined;
  return { level: mark.startsWith('=') ? 1 : 2, title: line.trim() };
}
