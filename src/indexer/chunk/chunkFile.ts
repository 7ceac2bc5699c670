import path from 'node:path';
import type { Chunk } from '../store/chunk.js';
import { codeSegments } from './codeSegments.js';
import type { Grammars } from './grammars.js';
import { languageOf } from './languages.js';
import { markdownSegments } from './markdownSegments.js';
import type { Segment } from './segment.js';
import { packSegments } from './segment.js';
import { SourceLines } from './sourceLines.js';

/** Longest text that is parsed; the rest of the limits keep most files far below. */
const maxParsedCharacters = 1_000_000;

/** Cuts a file into chunks: by its syntax tree, its headings or, where it has neither, its lines. */
export async function chunkFile(
  filePath: string,
  text: string,
  grammars: Grammars,
): Promise<Chunk[]> {
  const source = new SourceLines(text);
  const language = languageOf(path.basename(filePath));
  if (language?.id === 'markdown') return packSegments(source, markdownSegments(source));
  if (language?.grammar !== undefined && text.length <= maxParsedCharacters) {
    const parsed = text.replace(/\r\n?/g, '\n');
    const segments = await grammars.withTree(language.grammar, parsed, (root) =>
      codeSegments(source, root),
    );
    if (segments) return packSegments(source, segments);
  }
  return packSegments(source, [wholeFile(source)]);
}

function wholeFile(source: SourceLines): Segment {
  return { startRow: 0, endRow: source.lastRow, trail: [], symbols: [] };
}
