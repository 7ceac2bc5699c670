import type { FimContext } from '../../../../protocol/engineProtocol.js';
import type { ContextUse } from '../../../../protocol/requestRecord.js';
import type { DocumentText, TextPosition } from '../completionRequest.js';

/** Where text from elsewhere is wanted. */
export interface ContextPlace {
  readonly document: DocumentText;
  readonly position: TextPosition;
  /** Room in characters. */
  readonly roomCharacters: number;
}

/** What goes into a prompt from other places. */
export interface PlaceContext {
  /** Absent when there is nothing. */
  readonly prompt?: FimContext;
  readonly uses: readonly ContextUse[];
}

export const noContext: PlaceContext = { uses: [] };

/** Text from beyond the cursor's surroundings. */
export interface ContextProvider {
  /** Answers at once where the document is known, else within a deadline; never rejects. */
  contextFor(place: ContextPlace): Promise<PlaceContext>;
  /**
   * Looks again without hurry, while nobody types.
   * @returns true when the model has not read what prompts for this document begin with
   */
  refresh(place: ContextPlace): Promise<boolean>;
}
