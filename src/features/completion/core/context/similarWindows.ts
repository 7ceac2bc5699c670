import type { Clock } from '../../../../base/clock.js';
import { delay } from '../../../../base/delay.js';
import type { ContextPlace } from './contextProvider.js';
import type { ContextChunk, ContextSource, OpenFile } from './contextSource.js';
import { identifiersIn, jaccard } from './identifiers.js';

const windowLines = 48;
const stepLines = 24;
const mostFiles = 20;
const mostWindows = 4;
/** Lines of one file that are looked at: a piece of work has to stay far below 10 ms. */
const mostLines = 2_000;
/** Less in common is no likeness. */
const leastLikeness = 0.08;
/** Lines around the cursor that others are compared with; those before it count as what is being written. */
const linesBefore = 40;
const linesAfter = 8;

interface Window {
  readonly startLine: number;
  readonly words: ReadonlySet<string>;
}

interface ReadFile {
  readonly version: number;
  readonly windows: readonly Window[];
}

/** Windows of open and recent files that use the same names as the lines around the cursor. */
export class SimilarWindows implements ContextSource {
  readonly name = 'similar';
  private readonly read = new Map<string, ReadFile>();

  /** @param files the one used last first */
  constructor(
    private readonly files: () => readonly OpenFile[],
    private readonly clock: Clock,
  ) {}

  async find({ document, position }: ContextPlace, signal: AbortSignal): Promise<ContextChunk[]> {
    const from = Math.max(0, position.line - linesBefore);
    const to = Math.min(document.lineCount, position.line + linesAfter);
    const around = Array.from({ length: to - from }, (_, index) => document.lineAt(from + index));
    const words = new Set(identifiersIn(around));
    const others = this.files().filter(({ uri }) => uri !== document.uri);
    const found: { file: OpenFile; window: Window; likeness: number }[] = [];
    for (const file of others.slice(0, mostFiles)) {
      if (signal.aborted) break;
      const isNew = this.read.get(file.uri)?.version !== file.version;
      const best = this.windowsOf(file)
        .map((window) => ({ file, window, likeness: jaccard(words, window.words) }))
        .sort((one, other) => other.likeness - one.likeness)[0];
      if (best && best.likeness >= leastLikeness) found.push(best);
      if (isNew) await delay(this.clock, 0, signal);
    }
    this.forgetOthers(others);
    found.sort((one, other) => other.likeness - one.likeness);
    return found.slice(0, mostWindows).map(({ file, window: { startLine } }) => {
      const lines = file.lines().slice(startLine, startLine + windowLines);
      return { path: file.path, startLine, text: lines.map((line) => `${line}\n`).join('') };
    });
  }

  private windowsOf(file: OpenFile): readonly Window[] {
    const known = this.read.get(file.uri);
    if (known?.version === file.version) return known.windows;
    const lines = file.lines().slice(0, mostLines);
    const windows: Window[] = [];
    for (let startLine = 0; startLine < lines.length; startLine += stepLines) {
      const words = new Set(identifiersIn(lines.slice(startLine, startLine + windowLines)));
      windows.push({ startLine, words });
      if (startLine + windowLines >= lines.length) break;
    }
    this.read.set(file.uri, { version: file.version, windows });
    return windows;
  }

  private forgetOthers(files: readonly OpenFile[]): void {
    const uris = new Set(files.map(({ uri }) => uri));
    for (const uri of this.read.keys()) if (!uris.has(uri)) this.read.delete(uri);
  }
}
