import type { ContextPlace } from './contextProvider.js';
import type { ContextChunk, ContextSource } from './contextSource.js';
import { jaccard } from './identifiers.js';

const mostChunks = 16;
const chunkLines = 64;
/** Places begin at multiples of this, so that two visits nearby give the same chunk. */
const snapLines = 32;
/** Two chunks with more lines in common say the same. */
const sameShare = 0.9;

interface Held extends ContextChunk {
  readonly uri: string;
  readonly words: ReadonlySet<string>;
}

/** Pieces of files that the user edited or looked at last, as they were then. */
export class RecentChunks implements ContextSource {
  readonly name = 'recent';
  private held: Held[] = [];

  /** Remembers the lines around a place. */
  visit(
    file: { readonly uri: string; readonly path: string; readonly lineCount: number },
    line: number,
    lineAt: (line: number) => string,
  ): void {
    const middle = Math.max(0, line - chunkLines / 2);
    const startLine = Math.floor(middle / snapLines) * snapLines;
    const endLine = Math.min(file.lineCount, startLine + chunkLines);
    const lines = Array.from({ length: Math.max(0, endLine - startLine) }, (_, index) =>
      lineAt(startLine + index),
    );
    const words = new Set(lines.map((each) => each.trim()).filter((each) => each !== ''));
    if (words.size === 0) return;
    const text = lines.map((each) => `${each}\n`).join('');
    const { uri, path } = file;
    const others = this.held.filter(
      (one) =>
        !(one.uri === uri && one.startLine === startLine) && jaccard(one.words, words) <= sameShare,
    );
    this.held = [...others, { uri, path, startLine, text, words }].slice(-mostChunks);
  }

  /** Files that were deleted, renamed or are not to be sent any more. */
  forget(uri: string): void {
    this.held = this.held.filter((one) => one.uri !== uri);
  }

  find({ document }: ContextPlace): Promise<ContextChunk[]> {
    const others = this.held.filter(({ uri }) => uri !== document.uri);
    return Promise.resolve(
      others.reverse().map(({ path, startLine, text }) => ({ path, startLine, text })),
    );
  }
}
