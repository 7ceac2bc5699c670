import type { CodeAction, FromChatView, SourceLink } from '../../../protocol/chatView.js';
import type { ChatTurn } from './conversation.js';

/** What the view may ask of the editor. Each reports its own failures to the user. */
export interface ChatActions {
  openLink(link: SourceLink): void;
  openHref(href: string): void;
  /** @param turn whose answer holds the code */
  code(
    action: CodeAction,
    code: { readonly text: string; readonly language: string },
    turn: ChatTurn,
  ): void;
  copy(text: string): void;
  /** @param turn whose answer is a commit message */
  useCommitMessage(turn: ChatTurn): void;
  exportConversation(id: string): void;
  showRouting(requestId: string): void;
  act(action: Extract<FromChatView, { type: 'act' }>['action']): void;
}
