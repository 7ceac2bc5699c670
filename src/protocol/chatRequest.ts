import type { AttachmentKind, SourceLink } from './chatView.js';

/** A question that another part of the extension puts to the chat, with everything that it is about. */
export interface ChatRequest {
  /** As a user would type it, a slash command included; mentions in it are text. */
  readonly text: string;
  readonly attachments: readonly ChatAttachment[];
}

/** What goes along with a question, with its text as it was when it was read. */
export interface ChatAttachment {
  readonly kind: AttachmentKind;
  /** Short name for the chip, such as `cart.ts:12–30`. */
  readonly label: string;
  readonly link?: SourceLink;
  readonly sections: readonly AttachmentSection[];
  /** Proposed by what the editor shows, not chosen by the user: the workspace is searched nevertheless. */
  readonly suggested?: boolean;
}

/** A piece of text of an attachment: lines of a file, variables, a terminal's output. */
export interface AttachmentSection {
  /** Where the text stands; absent where it stands in no file. The answer's sources lead there. */
  readonly link?: SourceLink;
  /** Path, or what the text is, such as `Terminal`. */
  readonly title: string;
  /** Enclosing names, outermost first. */
  readonly symbols: readonly string[];
  readonly languageId?: string;
  readonly text: string;
}
