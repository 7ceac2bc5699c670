import type { Attachment, SourceLink } from '../../../protocol/chatView.js';

/** A piece of text that goes along with a question: lines of a file, a paste, a terminal's output. */
export interface ContextSection {
  /** Where the text stands; absent where it stands in no file. */
  readonly link?: SourceLink;
  /** Path, or what the text is, such as `Terminal`. */
  readonly title: string;
  /** Enclosing names, outermost first. */
  readonly symbols: readonly string[];
  readonly languageId?: string;
  readonly text: string;
  /** True when the end of the text was left out to fit. */
  readonly isCut?: boolean;
  /** Attachment that it belongs to; absent for what retrieval found. */
  readonly attachmentId?: string;
}

/** What the user, or the editor's state, attached, with its text as it was when it was read. */
export interface AttachedText {
  readonly attachment: Attachment;
  readonly sections: readonly ContextSection[];
  /** The mention it came from, to read it again; absent for what cannot be read again. */
  readonly mention?: string;
}

/** Whether two sections are the same lines with the same text. */
export function isSameSection(one: ContextSection, other: ContextSection): boolean {
  return (
    one.text === other.text &&
    one.link?.uri === other.link?.uri &&
    one.link?.range?.startLine === other.link?.range?.startLine
  );
}
