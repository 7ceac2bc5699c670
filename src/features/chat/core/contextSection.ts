import type { AttachmentSection, ChatAttachment } from '../../../protocol/chatRequest.js';
import type { Attachment } from '../../../protocol/chatView.js';

/** A piece of text that goes along with a question: lines of a file, a paste, a terminal's output. */
export interface ContextSection extends AttachmentSection {
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

/** An attachment that another part of the extension put together. */
export function attachedRequest(id: string, attachment: ChatAttachment): AttachedText {
  const { sections, ...shown } = attachment;
  return {
    attachment: { ...shown, id },
    sections: sections.map((section) => ({ ...section, attachmentId: id })),
  };
}

/** Whether two sections are the same lines with the same text. */
export function isSameSection(one: ContextSection, other: ContextSection): boolean {
  return (
    one.text === other.text &&
    one.link?.uri === other.link?.uri &&
    one.link?.range?.startLine === other.link?.range?.startLine
  );
}
