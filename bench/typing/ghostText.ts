import type {
  EditingOptions,
  TextPosition,
} from '../../src/features/completion/core/completionRequest.js';
import type { DocumentChange } from '../../src/features/completion/core/outcomeTracker.js';
import type { ReplayDocument } from './replayDocument.js';

/** What is offered at the cursor. */
export interface GhostText {
  readonly id: string;
  /** Inserted at the cursor, in the document's line ends. */
  readonly text: string;
  /** Characters right of the cursor, on its line, that it replaces. */
  readonly replacedRight: number;
  /** Which step served it; `engine`: the model was asked for it by this very request. */
  readonly servedBy: string;
  /** The engine request that generated it, where the source keeps count of them. */
  readonly engineRequest?: string;
}

/** One of the two that are compared: it is told what an editor tells an extension, and asked what an editor asks. */
export interface GhostTextSource {
  /** Called for every change, in the positions before it. */
  changed(document: ReplayDocument, change: DocumentChange): void;
  /**
   * Called after a change; aborted by the next.
   * @returns undefined when there is nothing to show. @throws never for an abort
   */
  ask(
    document: ReplayDocument,
    position: TextPosition,
    editing: EditingOptions,
    signal: AbortSignal,
  ): Promise<GhostText | undefined>;
  /** The listener is called when what was answered last has got longer, as an editor is then made to ask again. */
  onGrown?(listener: () => void): void;
  /** The user has taken all of a ghost text; the change was told before. */
  accepted(id: string): void;
}
