import type { DocumentText, TextPosition } from './completionRequest.js';

type Identity = Pick<DocumentText, 'uri' | 'fileName' | 'path' | 'languageId'>;

/** A document outside an editor. Its lines may end in CR LF, LF or CR; the first ending counts for the whole. */
export function stringDocument(text: string, identity: Identity): DocumentText {
  const lines = text.split(/\r\n|\n|\r/);
  return {
    ...identity,
    lineCount: lines.length,
    lengthCharacters: text.length,
    lineEnding: /\r\n|\n|\r/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n',
    lineAt: (line) => {
      const found = lines[line];
      if (found === undefined)
        throw new RangeError(`The document has no line ${String(line + 1)}.`);
      return found;
    },
  };
}

/** Where a text ends that stands at a document's start. */
export function endOfText(text: string): TextPosition {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
