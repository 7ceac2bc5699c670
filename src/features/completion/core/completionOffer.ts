import type { CompletionRequest } from './completionRequest.js';
import type { Candidate } from './filters/filter.js';

/** What the editor shows as ghost text: a replacement on the cursor's line. */
export interface CompletionOffer {
  /** Id of the request's record. */
  readonly id: string;
  /** Replaces the characters from start to end; its lines end as the document's do. */
  readonly insertText: string;
  readonly line: number;
  readonly startCharacter: number;
  readonly endCharacter: number;
  /** The part of it that is new at the cursor; lines end in LF. */
  readonly textAtCursor: string;
}

/** @param rest what is to be written after the item selected in the suggest widget, or at the cursor without one */
export function completionOffer(
  id: string,
  { document, position, selected }: CompletionRequest,
  rest: Candidate,
): CompletionOffer {
  const text = (selected?.text ?? '') + rest.text;
  const startCharacter = selected?.startCharacter ?? position.character;
  return {
    id,
    insertText: text.replaceAll('\n', document.lineEnding),
    line: position.line,
    startCharacter,
    endCharacter: (selected?.endCharacter ?? position.character) + rest.replacedRight,
    textAtCursor: text.slice(position.character - startCharacter),
  };
}
