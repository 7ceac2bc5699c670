import { assertNever } from '../../../base/assertNever.js';
import type {
  Attachment,
  ChatAvailability,
  ChatChange,
  ChatSnapshot,
  Conversation,
  ConversationSummary,
  IndexNote,
  MentionSuggestion,
  SlashCommand,
  ToChatView,
  Turn,
  WindowUse,
} from '../../../protocol/chatView.js';
import { chatViewVersion } from '../../../protocol/chatView.js';
import { MessageSequence } from '../../shared/messageSequence.js';
import { announcementOf, isRunning } from './turnStates.js';

/** The answer to a `mentions` request. */
export interface FoundMentions {
  readonly query: string;
  readonly suggestions: readonly MentionSuggestion[];
}

/** The answer to a `searchConversations` request. */
export interface FoundConversations {
  readonly query: string;
  readonly conversations: readonly ConversationSummary[];
}

/** What came with a message besides data. */
export interface MessageEffects {
  /** A message was missed, or none can be understood: ask for a snapshot. */
  readonly resync?: boolean;
  readonly isSnapshot?: boolean;
  /** Text for the input box; of a snapshot, the draft that the host holds. */
  readonly draft?: string;
  readonly focusInput?: boolean;
  readonly notice?: string;
  /** For the screen reader only. */
  readonly announcement?: string;
}

/** The data of the view, brought up to date by the host's messages. Knows no DOM. */
export class ChatModel {
  /** False until the first snapshot. */
  ready = false;
  conversation: Conversation = { id: '', title: '', turns: [] };
  conversations: readonly ConversationSummary[] = [];
  availability: ChatAvailability | undefined;
  index: IndexNote | undefined;
  commands: readonly SlashCommand[] = [];
  attachments: readonly Attachment[] = [];
  window: WindowUse | undefined;
  mentions: FoundMentions | undefined;
  found: FoundConversations | undefined;
  private readonly sequence = new MessageSequence(chatViewVersion);

  get isAnswering(): boolean {
    return this.conversation.turns.some(({ state }) => isRunning(state));
  }

  apply(message: ToChatView): MessageEffects {
    const verdict = this.sequence.judge(message);
    if (verdict !== 'inOrder') return verdict === 'missed' ? { resync: true } : {};
    if (message.type === 'snapshot') return this.restart(message.state);
    return message.changes.reduce<MessageEffects>(
      (effects, change) => ({ ...effects, ...this.change(change) }),
      {},
    );
  }

  private restart(state: ChatSnapshot): MessageEffects {
    this.ready = true;
    this.conversation = state.conversation;
    this.conversations = state.conversations;
    this.availability = state.availability;
    this.index = state.index;
    this.commands = state.commands;
    this.attachments = state.attachments;
    this.window = state.window;
    this.mentions = undefined;
    this.found = undefined;
    return { isSnapshot: true, draft: state.draft ?? '' };
  }

  private change(change: ChatChange): MessageEffects {
    switch (change.kind) {
      case 'conversation':
        this.conversation = change.conversation;
        return {};
      case 'conversations':
        this.conversations = change.conversations;
        return {};
      case 'turn':
        return this.putTurn(change.turn);
      case 'answerText':
        this.append(change.turnId, change.text);
        return {};
      case 'availability':
        this.availability = change.availability;
        return {};
      case 'index':
        this.index = change.index;
        return {};
      case 'attachments':
        this.attachments = change.attachments;
        return {};
      case 'window':
        this.window = change.window;
        return {};
      case 'mentions':
        this.mentions = { query: change.query, suggestions: change.suggestions };
        return {};
      case 'found':
        this.found = { query: change.query, conversations: change.conversations };
        return {};
      case 'draft':
        return { draft: change.text, focusInput: true };
      case 'focusInput':
        return { focusInput: true };
      case 'notice':
        return { notice: change.text };
      default:
        return assertNever(change);
    }
  }

  private putTurn(turn: Turn): MessageEffects {
    const { turns } = this.conversation;
    const index = turns.findIndex(({ id }) => id === turn.id);
    const before = turns[index];
    this.conversation = {
      ...this.conversation,
      turns: before ? turns.with(index, turn) : [...turns, turn],
    };
    const announcement = announcementOf(turn, before?.state);
    return announcement === undefined ? {} : { announcement };
  }

  private append(turnId: string, text: string): void {
    const { turns } = this.conversation;
    const index = turns.findIndex(({ id }) => id === turnId);
    const turn = turns[index];
    if (!turn) return;
    const longer = { ...turn, answer: turn.answer + text };
    this.conversation = { ...this.conversation, turns: turns.with(index, longer) };
  }
}
