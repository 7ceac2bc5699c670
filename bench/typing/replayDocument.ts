import type {
  DocumentText,
  TextPosition,
} from '../../src/features/completion/core/completionRequest.js';
import type { DocumentChange } from '../../src/features/completion/core/outcomeTracker.js';
import type { TraceEdit } from './typingTrace.js';

type Identity = Pick<DocumentText, 'uri' | 'fileName' | 'path' | 'languageId'>;

/** A document that is being edited, as an extension sees one: an edit costs as little as its lines. */
export class ReplayDocument implements DocumentText {
  readonly uri: string;
  readonly fileName: string;
  readonly path?: string;
  readonly languageId: string;
  readonly lineEnding: '\n' | '\r\n';
  lengthCharacters: number;
  /** Each with its line end. */
  private readonly lines: string[];

  constructor(text: string, identity: Identity) {
    this.uri = identity.uri;
    this.fileName = identity.fileName;
    if (identity.path !== undefined) this.path = identity.path;
    this.languageId = identity.languageId;
    this.lines = linesOf(text);
    this.lineEnding = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
    this.lengthCharacters = text.length;
  }

  get lineCount(): number {
    return this.lines.length;
  }

  get text(): string {
    return this.lines.join('');
  }

  lineAt(line: number): string {
    const found = this.lines[line];
    if (found === undefined) throw new RangeError(`The document has no line ${String(line + 1)}.`);
    return found.replace(/\r?\n$/, '');
  }

  /** @param offset in UTF-16 units */
  positionAt(offset: number): TextPosition {
    let start = 0;
    for (const [line, text] of this.lines.entries()) {
      if (offset < start + text.length || line === this.lines.length - 1) {
        return { line, character: offset - start };
      }
      start += text.length;
    }
    throw new RangeError(`The document has no character ${offset}.`);
  }

  /** @returns the text from one offset to another */
  slice(start: number, end: number): string {
    const from = this.positionAt(start);
    let text = (this.lines[from.line] ?? '').slice(from.character);
    for (let line = from.line + 1; text.length < end - start && line < this.lines.length; line++) {
      text += this.lines[line] ?? '';
    }
    return text.slice(0, end - start);
  }

  /** @returns the change as an editor reports it */
  apply({ offset, deleted, inserted }: TraceEdit): DocumentChange {
    const start = this.positionAt(offset);
    const end = this.positionAt(offset + deleted);
    const before = (this.lines[start.line] ?? '').slice(0, start.character);
    const after = (this.lines[end.line] ?? '').slice(end.character);
    const changed = linesOf(before + inserted + after);
    // The rest of the last touched line is followed by other lines, not by an empty one.
    if (end.line < this.lines.length - 1 && changed.at(-1) === '') changed.pop();
    this.lines.splice(start.line, end.line - start.line + 1, ...changed);
    this.lengthCharacters += inserted.length - deleted;
    return { start, text: inserted };
  }
}

/** A text that ends with a line end has an empty last line. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).concat(text.endsWith('\n') ? [''] : []);
}
