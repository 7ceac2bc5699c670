import type { Chunk } from '../store/chunk.js';
import type { RowRange, SourceLines } from './sourceLines.js';
import { maxTokens, targetTokens } from './sourceLines.js';
import { splitRows } from './splitRows.js';

/** Rows that belong together. */
export interface Segment extends RowRange {
  /** Names of what encloses the rows, from the outside in. */
  readonly trail: readonly string[];
  /** Names that the rows define. */
  readonly symbols: readonly string[];
}

/** Most chunks of one file: more are data, and the head of it tells what it is. */
const maxChunks = 1_500;

/** Longest name that is kept. */
const maxNameLength = 100;

/**
 * Makes chunks of segments that cover a file in order: too large ones are cut, neighbours within the same parent are
 * packed together.
 */
export function packSegments(source: SourceLines, segments: readonly Segment[]): Chunk[] {
  const pieces = segments.flatMap((segment) => cut(source, segment));
  const packed: Segment[] = [];
  for (const piece of pieces) {
    const last = packed.at(-1);
    const joined = last && join(source, last, piece);
    if (joined) packed[packed.length - 1] = joined;
    else packed.push(piece);
  }
  return packed.slice(0, maxChunks).flatMap((segment) => toChunk(source, segment) ?? []);
}

function cut(source: SourceLines, segment: Segment): Segment[] {
  if (source.tokens(segment) <= maxTokens) return [segment];
  const [only] = segment.symbols;
  const inner =
    segment.symbols.length === 1 && only !== undefined ? [...segment.trail, only] : segment.trail;
  return splitRows(source, segment).map((rows, index) => ({
    ...rows,
    trail: index === 0 ? segment.trail : inner,
    symbols: index === 0 ? segment.symbols : [],
  }));
}

function join(source: SourceLines, first: Segment, second: Segment): Segment | undefined {
  const rows = { startRow: first.startRow, endRow: second.endRow };
  const sameParent =
    first.trail.length === second.trail.length &&
    first.trail.every((name, index) => name === second.trail[index]);
  if (!sameParent || source.tokens(rows) > targetTokens) return undefined;
  return { ...rows, trail: first.trail, symbols: [...first.symbols, ...second.symbols] };
}

function toChunk(source: SourceLines, segment: Segment): Chunk | undefined {
  const rows = source.trimmed(segment);
  if (!rows) return undefined;
  const symbols = [...new Set(segment.symbols.map(shorten))];
  const trail = segment.trail.map(shorten);
  return {
    startLine: rows.startRow + 1,
    endLine: rows.endRow + 1,
    text: source.text(rows),
    symbolTrail: symbols.length === 1 ? [...trail, ...symbols] : trail,
    symbols,
  };
}

function shorten(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return line.length > maxNameLength ? `${line.slice(0, maxNameLength)}…` : line;
}
