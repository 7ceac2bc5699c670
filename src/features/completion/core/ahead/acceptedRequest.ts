import type { CompletionOffer } from '../completionOffer.js';
import type { CompletionRequest, DocumentText } from '../completionRequest.js';

/** What the editor would ask if the user accepted the offer now; to be read before the document changes. */
export function acceptedRequest(
  { document, editing }: CompletionRequest,
  offer: CompletionOffer,
): CompletionRequest {
  const line = document.lineAt(offer.line);
  const written = line.slice(0, offer.startCharacter) + offer.insertText;
  const lines = written.split(document.lineEnding);
  const last = lines.at(-1) ?? '';
  lines[lines.length - 1] = last + line.slice(offer.endCharacter);
  return {
    document: replacedLine(document, offer.line, lines),
    position: { line: offer.line + lines.length - 1, character: last.length },
    manual: false,
    cursorCount: 1,
    editing,
  };
}

function replacedLine(
  document: DocumentText,
  line: number,
  lines: readonly string[],
): DocumentText {
  const added = lines.length - 1;
  const { uri, fileName, path, languageId, lineEnding, lengthCharacters } = document;
  return {
    ...{ uri, fileName, languageId, lineEnding, lengthCharacters },
    ...(path !== undefined && { path }),
    lineCount: document.lineCount + added,
    lineAt: (index) => {
      if (index < line) return document.lineAt(index);
      return lines[index - line] ?? document.lineAt(index - added);
    },
  };
}
