import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { ChatChange, ChatSnapshot, ConversationSummary } from '../../../protocol/chatView.js';
import type { AnswererOptions } from './answerer.js';
import { ChatPresenter } from './chatPresenter.js';
import type { ContextSource } from './contextSource.js';
import type { ChatConversation, ChatTurn } from './conversation.js';
import { canContinue, renamed, validSummary } from './conversation.js';
import type { ConversationStore } from './conversationStore.js';
import { Draft } from './draft.js';
import type { ChatMemory } from './openConversations.js';
import { OpenConversations } from './openConversations.js';
import { Questions } from './questions.js';
import { RunningAnswers } from './runningAnswers.js';
import { suggestMentions } from './suggestMentions.js';
import { WindowMeter } from './windowMeter.js';

export interface ChatServiceOptions extends Omit<AnswererOptions, 'openUris'> {
  readonly store: ConversationStore;
  readonly memory: ChatMemory;
  readonly source: ContextSource;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

const draftKey = 'switchyard.chat.draft';

/** Everything the chat does, without a view: conversations, the draft, questions, answers. The view may come and go. */
export class ChatService implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<ChatChange>());
  private readonly conversations: OpenConversations;
  private readonly meter: WindowMeter;
  private readonly presenter: ChatPresenter;
  private readonly answers: RunningAnswers;
  private mentionSearch: AbortController | undefined;

  readonly draft: Draft;
  readonly questions: Questions;
  readonly onDidChange: Event<ChatChange> = this.changes.event;

  constructor(private readonly options: ChatServiceOptions) {
    const { store, memory, newId, now, source, settings, t } = options;
    const interruption = t('The window was closed while the answer was being written.');
    const conversations = this.disposables.add(
      new OpenConversations({ store, memory, newId, now, interruption }),
    );
    const suggestsEditor = (): boolean => settings().suggestsEditor;
    const draft = this.disposables.add(new Draft({ source, suggestsEditor, newId, t }));
    draft.restore(draftOf(memory));
    const meter = this.disposables.add(
      new WindowMeter({
        ...options,
        draft: () => ({
          text: draft.text,
          attached: draft.attached,
          history: this.shown.turns,
          summary: validSummary(this.shown),
        }),
      }),
    );
    this.conversations = conversations;
    this.draft = draft;
    this.meter = meter;
    this.presenter = this.disposables.add(
      new ChatPresenter({
        ...options,
        conversations,
        draft,
        meter,
        onChange: (change) => {
          this.changes.fire(change);
        },
      }),
    );
    this.measureAsItChanges();
    const notify = (text: string): void => {
      this.notify(text);
    };
    this.answers = this.disposables.add(
      new RunningAnswers({
        ...options,
        openUris: () => source.openUris(),
        conversations,
        notify,
        onDidEnd: () => {
          meter.schedule();
        },
      }),
    );
    this.questions = new Questions({
      ...options,
      conversations,
      answers: this.answers,
      takeDraft: (text, signal) => this.takeDraft(text, signal),
      notify,
    });
  }

  /** Reads what earlier windows left; everything else may be called before. */
  restore(): Promise<void> {
    return this.conversations.restore();
  }

  get shown(): ChatConversation {
    return this.conversations.shown;
  }

  get snapshot(): ChatSnapshot {
    this.draft.follow();
    this.meter.schedule();
    return this.presenter.snapshot;
  }

  /** Stops the shown conversation's answer; what was written stays. */
  stop(): void {
    this.answers.stop(this.shown.id);
  }

  /** Goes on with an answer that ended early. */
  async continueAnswer(turnId: string): Promise<void> {
    const turn = this.turn(turnId);
    if (turn && canContinue(turn)) await this.answers.continueAnswer(this.shown.id, turnId);
  }

  newConversation(): void {
    this.conversations.showNew();
  }

  async openConversation(id: string): Promise<void> {
    if (await this.conversations.show(id)) return;
    this.notify(this.options.t('This conversation is not there any more.'));
  }

  async deleteConversation(id: string): Promise<void> {
    this.answers.stop(id);
    await this.conversations.remove(id);
  }

  async deleteAll(): Promise<void> {
    for (const { id } of this.conversations.summaries) await this.deleteConversation(id);
  }

  async renameConversation(id: string, title: string): Promise<void> {
    const conversation = await this.conversations.find(id);
    if (conversation && title.trim() !== '') {
      this.conversations.replace(renamed(conversation, title));
    }
  }

  async searchConversations(query: string): Promise<void> {
    const conversations = await this.options.store.search(query);
    this.changes.fire({ kind: 'found', query, conversations });
  }

  get summaries(): readonly ConversationSummary[] {
    return this.conversations.summaries;
  }

  findConversation(id: string): Promise<ChatConversation | undefined> {
    return this.conversations.find(id);
  }

  /** A turn of the shown conversation. */
  turn(turnId: string): ChatTurn | undefined {
    return this.conversations.turn(this.shown.id, turnId);
  }

  get isAnswering(): boolean {
    return this.answers.isRunning(this.shown.id);
  }

  draftChanged(text: string): void {
    this.draft.text = text;
    void this.options.memory.update(draftKey, text === '' ? undefined : text);
    this.meter.schedule();
  }

  /** Puts text into the input box. */
  setDraft(text: string): void {
    this.draftChanged(text);
    this.changes.fire({ kind: 'draft', text });
  }

  focusInput(): void {
    this.changes.fire({ kind: 'focusInput' });
  }

  async attach(mention: string): Promise<void> {
    const refusal = await this.draft.attach(mention, new AbortController().signal);
    if (refusal !== undefined) this.notify(refusal);
  }

  attachPaste(text: string): void {
    const { t } = this.options;
    this.draft.attachText('paste', t('Pasted text'), text);
    this.notify(t('The pasted text is long, so it was attached to the question.'));
  }

  async suggest(query: string): Promise<void> {
    this.mentionSearch?.abort();
    const search = new AbortController();
    this.mentionSearch = search;
    const { source, t } = this.options;
    const suggestions = await suggestMentions(source, query, t, search.signal);
    if (!search.signal.aborted) this.changes.fire({ kind: 'mentions', query, suggestions });
  }

  /** A sentence for the view's status line. */
  notify(text: string): void {
    this.changes.fire({ kind: 'notice', text });
  }

  /** Counts the window again, as after a change of settings. */
  refresh(): void {
    this.draft.suggest();
    this.meter.schedule();
  }

  dispose(): void {
    this.mentionSearch?.abort();
    this.disposables.dispose();
  }

  /** A question that cannot be asked goes back into the input box. */
  private async takeDraft(text: string, signal: AbortSignal): ReturnType<Draft['take']> {
    try {
      const taken = await this.draft.take(text, signal);
      void this.options.memory.update(draftKey, undefined);
      return taken;
    } catch (error) {
      this.setDraft(text);
      throw error;
    }
  }

  /** Whatever changes the next prompt changes how it fills the window. */
  private measureAsItChanges(): void {
    const { conversations, draft, meter } = this;
    for (const subscription of [
      conversations.onDidChange(({ kind }) => {
        if (kind === 'shown') meter.schedule();
      }),
      draft.onDidChange(() => {
        meter.schedule();
      }),
      this.options.engine.onDidChangeState(({ kind }) => {
        if (kind === 'ready') meter.schedule();
      }),
    ]) {
      this.disposables.add(subscription);
    }
  }
}

function draftOf(memory: ChatMemory): string {
  const text = memory.get(draftKey);
  return typeof text === 'string' ? text : '';
}
