import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { ConversationSummary } from '../../../protocol/chatView.js';
import type { ChatConversation, ChatTurn } from './conversation.js';
import { changeTurn, emptyConversation, interrupted, summaryOf } from './conversation.js';
import type { ConversationStore } from './conversationStore.js';

/** Small values that outlive the window, such as VS Code's `workspaceState`. */
export interface ChatMemory {
  get(key: string): unknown;
  update(key: string, value: string | undefined): Thenable<void>;
}

export type ConversationEvent =
  /** Another conversation is shown, or the shown one has lost turns. */
  | { readonly kind: 'shown' }
  | { readonly kind: 'turn'; readonly conversationId: string; readonly turn: ChatTurn }
  | {
      readonly kind: 'text';
      readonly conversationId: string;
      readonly turnId: string;
      readonly text: string;
    }
  | { readonly kind: 'summaries' };

export interface OpenConversationsOptions {
  readonly store: ConversationStore;
  readonly memory: ChatMemory;
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Sentence for answers that a closed window has cut off. */
  readonly interruption: string;
}

const shownKey = 'switchyard.chat.conversation';

/** The conversation that is shown and those with a running answer; every change goes to the store. */
export class OpenConversations implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly events = this.disposables.add(new Emitter<ConversationEvent>());
  private readonly open = new Map<string, ChatConversation>();
  private shownId: string;
  private restoring: Promise<void> | undefined;

  readonly onDidChange: Event<ConversationEvent> = this.events.event;

  constructor(private readonly options: OpenConversationsOptions) {
    this.shownId = this.addEmpty();
  }

  get shown(): ChatConversation {
    return this.get(this.shownId);
  }

  get summaries(): ConversationSummary[] {
    return this.options.store.summaries;
  }

  /** Reads what earlier windows left and shows the conversation that was shown last; once. */
  restore(): Promise<void> {
    return (this.restoring ??= this.readLast());
  }

  /** @throws Error for an id that is not open */
  get(id: string): ChatConversation {
    const conversation = this.open.get(id);
    if (!conversation) throw new Error('This conversation is not open.');
    return conversation;
  }

  /** @returns undefined for an id that is not open */
  peek(id: string): ChatConversation | undefined {
    return this.open.get(id);
  }

  /** @returns undefined where the conversation, or the turn, is not there any more */
  turn(conversationId: string, turnId: string): ChatTurn | undefined {
    return this.open.get(conversationId)?.turns.find(({ id }) => id === turnId);
  }

  /** Turns before one; none where it is not there any more. */
  turnsBefore(conversationId: string, turnId: string): readonly ChatTurn[] {
    const turns = this.open.get(conversationId)?.turns ?? [];
    return turns.slice(
      0,
      Math.max(
        0,
        turns.findIndex(({ id }) => id === turnId),
      ),
    );
  }

  /** @returns undefined where there is none of that id, or its file cannot be read */
  async find(id: string): Promise<ChatConversation | undefined> {
    const known = this.open.get(id);
    if (known) return known;
    const stored = await this.options.store.read(id);
    if (!stored) return undefined;
    const conversation = interrupted(stored, this.options.interruption);
    this.open.set(id, conversation);
    return conversation;
  }

  /** @returns whether there is one of that id */
  async show(id: string): Promise<boolean> {
    const conversation = await this.find(id);
    if (!conversation) return false;
    this.setShown(id);
    return true;
  }

  /** Shows a new conversation, unless the shown one is still empty. */
  showNew(): void {
    if (this.shown.turns.length > 0) this.setShown(this.addEmpty());
  }

  /** Replaces a conversation, as when turns were removed or it was renamed. */
  replace(conversation: ChatConversation): void {
    this.put(conversation);
    if (conversation.id === this.shownId) this.setShown(conversation.id);
  }

  /** Adds turns or changes them; the view hears of the turn alone. */
  changeTurn(conversationId: string, turnId: string, change: (turn: ChatTurn) => ChatTurn): void {
    if (!this.open.has(conversationId)) return;
    const next = changeTurn(this.get(conversationId), turnId, change);
    this.put(next);
    const turn = next.turns.find(({ id }) => id === turnId);
    if (turn) this.events.fire({ kind: 'turn', conversationId, turn });
  }

  appendText(conversationId: string, turnId: string, text: string): void {
    if (!this.open.has(conversationId)) return;
    const append = (turn: ChatTurn): ChatTurn => ({ ...turn, answer: turn.answer + text });
    this.put(changeTurn(this.get(conversationId), turnId, append));
    this.events.fire({ kind: 'text', conversationId, turnId, text });
  }

  async remove(id: string): Promise<void> {
    this.open.delete(id);
    if (id === this.shownId) this.setShown(this.addEmpty());
    await this.options.store.remove(id);
    this.events.fire({ kind: 'summaries' });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async readLast(): Promise<void> {
    const { store, memory } = this.options;
    await store.load();
    const last = memory.get(shownKey);
    if (typeof last === 'string' && this.shown.turns.length === 0) await this.show(last);
    this.events.fire({ kind: 'summaries' });
  }

  private put(conversation: ChatConversation): void {
    const before = this.open.get(conversation.id);
    this.open.set(conversation.id, conversation);
    this.options.store.put(conversation);
    if (!before || !isSameSummary(summaryOf(before), summaryOf(conversation))) {
      this.events.fire({ kind: 'summaries' });
    }
  }

  private setShown(id: string): void {
    const before = this.open.get(this.shownId);
    if (before?.turns.length === 0 && id !== this.shownId) this.open.delete(this.shownId);
    this.shownId = id;
    void this.options.memory.update(shownKey, id);
    this.events.fire({ kind: 'shown' });
  }

  private addEmpty(): string {
    const { newId, now } = this.options;
    const conversation = emptyConversation(newId(), now());
    this.open.set(conversation.id, conversation);
    return conversation.id;
  }
}

function isSameSummary(one: ConversationSummary, other: ConversationSummary): boolean {
  return (
    one.title === other.title &&
    one.turnCount === other.turnCount &&
    one.updatedAtMs === other.updatedAtMs
  );
}
