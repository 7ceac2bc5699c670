import type {
  Conversation,
  ConversationSummary,
  SourceLink,
  Turn,
} from '../../../protocol/chatView.js';
import type { AttachedText, ContextSection } from './contextSection.js';
import type { Keep } from './historyPlan.js';
import type { TurnsSummary } from './turnsSummary.js';
import { messageCount } from './turnsSummary.js';

/** A turn with what only the host needs of it. Immutable, as everything here. */
export interface ChatTurn extends Omit<Turn, 'attachments' | 'citations' | 'outsideWindow'> {
  readonly attached: readonly AttachedText[];
  /** Context as it was sent, in the order of its numbers. */
  readonly sent: readonly ContextSection[];
  readonly keep: Keep;
}

export interface ChatConversation {
  readonly id: string;
  readonly title: string;
  /** The user chose the title: no question changes it. */
  readonly titleIsChosen: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly updatedAtMs: number;
  readonly turns: readonly ChatTurn[];
  /** Of turns that the model no longer sees. */
  readonly summary?: TurnsSummary;
}

const maxTitleLength = 60;

export function emptyConversation(id: string, nowMs: number): ChatConversation {
  return { id, title: '', titleIsChosen: false, updatedAtMs: nowMs, turns: [] };
}

export function newTurn(
  asked: Pick<ChatTurn, 'id' | 'question' | 'askedAtMs' | 'attached'> & {
    readonly command: string | undefined;
  },
): ChatTurn {
  const { command, ...rest } = asked;
  return {
    ...rest,
    ...(command !== undefined && { command }),
    answer: '',
    state: { kind: 'waiting', step: 'model' },
    notices: [],
    sent: [],
    keep: 'whole',
  };
}

export function withTurn(conversation: ChatConversation, turn: ChatTurn): ChatConversation {
  const isFirst = conversation.turns.length === 0 && !conversation.titleIsChosen;
  return {
    ...conversation,
    ...(isFirst && { title: titleOf(turn) }),
    updatedAtMs: turn.askedAtMs,
    turns: [...conversation.turns, turn],
  };
}

export function changeTurn(
  conversation: ChatConversation,
  turnId: string,
  change: (turn: ChatTurn) => ChatTurn,
): ChatConversation {
  return {
    ...conversation,
    turns: conversation.turns.map((turn) => (turn.id === turnId ? change(turn) : turn)),
  };
}

/** Without the turn and everything after it; the same conversation where there is no such turn. */
export function beforeTurn(conversation: ChatConversation, turnId: string): ChatConversation {
  const index = conversation.turns.findIndex((turn) => turn.id === turnId);
  return index === -1
    ? conversation
    : { ...conversation, turns: conversation.turns.slice(0, index) };
}

export function renamed(conversation: ChatConversation, title: string): ChatConversation {
  return { ...conversation, title: title.trim().slice(0, 200), titleIsChosen: true };
}

/** Whether an answer is under way. */
export function isRunning({ state }: Pick<ChatTurn, 'state'>): boolean {
  return state.kind === 'waiting' || state.kind === 'streaming';
}

/** Whether there is an answer that can go on. */
export function canContinue({ state, answer }: Pick<ChatTurn, 'state' | 'answer'>): boolean {
  const isPartial =
    state.kind === 'stopped' || state.kind === 'interrupted' || state.kind === 'cutShort';
  return isPartial && answer !== '';
}

/** What ran when the window was closed will not go on by itself. @param reason a sentence */
export function interrupted(conversation: ChatConversation, reason: string): ChatConversation {
  if (!conversation.turns.some(isRunning)) return conversation;
  const turns = conversation.turns.map((turn): ChatTurn =>
    isRunning(turn) ? { ...turn, state: { kind: 'interrupted', reason } } : turn,
  );
  return { ...conversation, turns };
}

export function summaryOf(conversation: ChatConversation): ConversationSummary {
  const { id, title, updatedAtMs, turns } = conversation;
  return { id, title, updatedAtMs, turnCount: turns.length };
}

/** @param showsSummary whether the model is told the summary of turns that it no longer sees */
export function conversationView(
  conversation: ChatConversation,
  showsSummary: boolean,
): Conversation {
  const { id, title, turns } = conversation;
  const summary = showsSummary ? validSummary(conversation) : undefined;
  return {
    id,
    title,
    turns: turns.map(turnView),
    ...(summary && { summary: { text: summary.text, messageCount: messageCount(summary) } }),
  };
}

/** The turn as the view gets it: without the text of its context, which can be long. */
export function turnView({ attached, sent, keep, ...turn }: ChatTurn): Turn {
  const citations = sent.flatMap((section, index) =>
    section.link
      ? [{ number: index + 1, link: plainLink(section.link), symbols: section.symbols }]
      : [],
  );
  return {
    ...turn,
    attachments: attached.map(({ attachment }) => attachment),
    citations,
    outsideWindow: keep === 'dropped',
  };
}

function plainLink({ uri, path, range }: SourceLink): SourceLink {
  return { uri, path, ...(range && { range }) };
}

function titleOf({ command, question }: ChatTurn): string {
  const line = question.trim().split(/\s*\n/)[0] ?? '';
  const text = `${command === undefined ? '' : `/${command} `}${line}`.trim();
  return text.length > maxTitleLength ? `${text.slice(0, maxTitleLength - 1).trimEnd()}…` : text;
}

/** The summary as far as its turns are there and no longer seen by the model. */
export function validSummary({ turns, summary }: ChatConversation): TurnsSummary | undefined {
  const dropped = new Set(turns.filter(({ keep }) => keep === 'dropped').map(({ id }) => id));
  return summary?.turnIds.every((id) => dropped.has(id)) ? summary : undefined;
}
