import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { Emitter } from '../../../base/emitter.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { Event } from '../../../base/event.js';
import type { ChatRequest } from '../../../protocol/chatRequest.js';
import type {
  ChatChange,
  ChatSnapshot,
  Conversation,
  ConversationSummary,
} from '../../../protocol/chatView.js';
import type { AnswererOptions } from './answerer.js';
import { Answerer } from './answerer.js';
import { answerPlace } from './answerPlace.js';
import { chatAvailability, indexNote } from './availability.js';
import type { AttachedText } from './contextSection.js';
import { attachedRequest } from './contextSection.js';
import type { ContextSource } from './contextSource.js';
import type { ChatConversation, ChatTurn } from './conversation.js';
import {
  beforeTurn,
  canContinue,
  conversationView,
  newTurn,
  renamed,
  turnView,
  withTurn,
} from './conversation.js';
import type { ConversationStore } from './conversationStore.js';
import { attachedText, Draft } from './draft.js';
import { parseMention } from './mentions.js';
import type { ChatMemory, ConversationEvent } from './openConversations.js';
import { OpenConversations } from './openConversations.js';
import { readAttachedAgain } from './readAttachedAgain.js';
import { slashCommands, splitCommand } from './slashCommands.js';
import { suggestMentions } from './suggestMentions.js';
import { SummaryKeeper } from './summaryKeeper.js';
import { validSummary } from './conversation.js';
import { WindowMeter } from './windowMeter.js';

export interface ChatServiceOptions extends Omit<AnswererOptions, 'openUris'> {
  readonly store: ConversationStore;
  readonly memory: ChatMemory;
  readonly source: ContextSource;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

const draftKey = 'switchyard.chat.draft';

/** Everything the chat does, without a view: conversations, the draft, answers. The view may come and go. */
export class ChatService implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<ChatChange>());
  private readonly conversations: OpenConversations;
  private readonly meter: WindowMeter;
  private readonly answerer: Answerer;
  /** Summaries of turns that no longer fit. */
  private readonly earlier: SummaryKeeper;
  /** Answers under way, by their conversation. */
  private readonly running = new Map<string, AbortController>();
  private mentionSearch: AbortController | undefined;

  readonly draft: Draft;
  readonly onDidChange: Event<ChatChange> = this.changes.event;

  constructor(private readonly options: ChatServiceOptions) {
    const { store, memory, newId, now, source, settings, engine, search, t } = options;
    this.answerer = new Answerer({ ...options, openUris: () => source.openUris() });
    const interruption = t('The window was closed while the answer was being written.');
    this.conversations = this.disposables.add(
      new OpenConversations({ store, memory, newId, now, interruption }),
    );
    const suggestsEditor = (): boolean => settings().suggestsEditor;
    this.draft = this.disposables.add(new Draft({ source, suggestsEditor, newId, t }));
    this.draft.restore(draftOf(memory));
    this.meter = this.disposables.add(
      new WindowMeter({
        ...options,
        draft: () => ({
          text: this.draft.text,
          attached: this.draft.attached,
          history: this.shown.turns,
          summary: validSummary(this.shown),
        }),
      }),
    );
    this.earlier = this.disposables.add(
      new SummaryKeeper({
        ...options,
        conversation: (id) => this.conversations.peek(id),
        onSummary: (id, summary) => {
          this.conversations.replace({ ...this.conversations.get(id), summary });
        },
      }),
    );
    for (const disposable of [
      this.conversations.onDidChange((event) => {
        this.onConversations(event);
      }),
      this.draft.onDidChange(() => {
        this.onDraft();
      }),
      this.meter.onDidMeasure(({ window, attachments }) => {
        this.changes.fire({ kind: 'window', window });
        this.changes.fire({ kind: 'attachments', attachments });
      }),
      engine.onDidChangeState((state) => {
        this.changes.fire({ kind: 'availability', availability: chatAvailability(state, t) });
        if (state.kind === 'ready') this.meter.schedule();
      }),
      store.onProblem((problem) => {
        this.notify(
          problem.kind === 'setAside'
            ? t('A conversation could not be read. Its file was kept as {0}.', problem.name)
            : t('The conversation could not be written to disk.'),
        );
      }),
    ]) {
      this.disposables.add(disposable);
    }
    if (search) {
      this.disposables.add(
        search.onDidChangeStatus((status) => {
          this.changes.fire({ kind: 'index', index: indexNote(status, t) });
        }),
      );
    }
  }

  /** Reads what earlier windows left; everything else may be called before. */
  restore(): Promise<void> {
    return this.conversations.restore();
  }

  get shown(): ChatConversation {
    return this.conversations.shown;
  }

  get snapshot(): ChatSnapshot {
    const { engine, search, t } = this.options;
    const { window } = this.meter;
    this.draft.follow();
    this.meter.schedule();
    return {
      conversation: this.shownView,
      conversations: this.conversations.summaries,
      availability: chatAvailability(engine.state, t),
      index: indexNote(search?.status, t),
      commands: slashCommands(t),
      attachments: this.meter.withTokens(this.draft.attachments),
      ...(window && { window }),
      ...(this.draft.text !== '' && { draft: this.draft.text }),
    };
  }

  /** Asks with what is attached to the draft. */
  async ask(text: string): Promise<void> {
    const { t } = this.options;
    const { command, question } = splitCommand(text);
    if (question === '' && command === undefined) {
      this.notify(t('Write a question first.'));
      return;
    }
    const { id } = this.shown;
    await this.begin(id, async (signal) => {
      const { attached, refusals } = await this.takeDraft(text, signal);
      void this.options.memory.update(draftKey, undefined);
      const conversation = this.conversations.get(id);
      return this.addTurn(conversation, { question, command, attached, refusals });
    });
  }

  /** Asks in a new conversation, or in the shown one while it is empty; what is being written stays in the input box. */
  async askNew({ text, attachments }: ChatRequest): Promise<void> {
    await this.restore();
    this.newConversation();
    const { command, question } = splitCommand(text);
    const attached = attachments.map((each) => attachedRequest(this.options.newId(), each));
    const { id } = this.shown;
    await this.begin(id, () => {
      const conversation = this.conversations.get(id);
      return Promise.resolve(
        this.addTurn(conversation, { question, command, attached, refusals: [] }),
      );
    });
  }

  /**
   * Asks for a commit message in a new conversation.
   * @param mention of the changes, such as `@changes`
   * @returns a sentence on why there is nothing to ask about; undefined when the question is on its way
   */
  async askCommit(mention: string): Promise<string | undefined> {
    await this.restore();
    const { source, newId } = this.options;
    const parsed = parseMention(mention);
    if (!parsed) return undefined;
    const read = await source.read(parsed, new AbortController().signal);
    if (read.kind === 'refused') return read.reason;
    this.newConversation();
    const attached = [attachedText(newId(), parsed.kind, read, mention)];
    const asked = { question: '', command: 'commit', attached, refusals: [] };
    const { id } = this.shown;
    void this.begin(id, () => Promise.resolve(this.addTurn(this.conversations.get(id), asked)));
    return undefined;
  }

  /** Stops the shown conversation's answer; what was written stays. */
  stop(): void {
    this.running.get(this.shown.id)?.abort();
  }

  /** Asks a turn's question again, its files as they are now; later turns go. */
  async retry(turnId: string): Promise<void> {
    const turn = this.turn(turnId);
    if (turn) await this.askAgain(turn, turn);
  }

  async editQuestion(turnId: string, text: string): Promise<void> {
    const turn = this.turn(turnId);
    const { command, question } = splitCommand(text);
    if (turn && (question !== '' || command !== undefined)) {
      await this.askAgain(turn, { question, command });
    }
  }

  /** Goes on with an answer that ended early. */
  async continueAnswer(turnId: string): Promise<void> {
    const turn = this.turn(turnId);
    if (!turn || !canContinue(turn)) return;
    const { id } = this.shown;
    await this.begin(
      id,
      () => {
        // a model that sees a space at the end has no token for a word's usual start
        const answer = turn.answer.replace(/[ \t]+$/, '');
        this.conversations.changeTurn(id, turnId, (each) => ({ ...each, answer }));
        return Promise.resolve(turnId);
      },
      true,
    );
  }

  newConversation(): void {
    this.conversations.showNew();
  }

  async openConversation(id: string): Promise<void> {
    if (await this.conversations.show(id)) return;
    this.notify(this.options.t('This conversation is not there any more.'));
  }

  async deleteConversation(id: string): Promise<void> {
    this.running.get(id)?.abort();
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
    return this.shown.turns.find(({ id }) => id === turnId);
  }

  get isAnswering(): boolean {
    return this.running.has(this.shown.id);
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
    for (const abort of this.running.values()) abort.abort();
    this.mentionSearch?.abort();
    this.disposables.dispose();
  }

  private async askAgain(
    turn: ChatTurn,
    asked: { readonly question: string; readonly command?: string | undefined },
  ): Promise<void> {
    const { id } = this.shown;
    await this.begin(id, async (signal) => {
      const attached = await readAttachedAgain(turn.attached, this.options.source, signal);
      const { question, command } = asked;
      const before = beforeTurn(this.conversations.get(id), turn.id);
      return this.addTurn(before, { question, command, attached, refusals: [] });
    });
  }

  /** A question that cannot be asked goes back into the input box. */
  private async takeDraft(text: string, signal: AbortSignal): ReturnType<Draft['take']> {
    try {
      return await this.draft.take(text, signal);
    } catch (error) {
      this.setDraft(text);
      throw error;
    }
  }

  private addTurn(
    conversation: ChatConversation,
    asked: {
      readonly question: string;
      readonly command: string | undefined;
      readonly attached: readonly AttachedText[];
      readonly refusals: readonly string[];
    },
  ): string {
    const { newId, now } = this.options;
    const { question, command, attached, refusals } = asked;
    const turn = newTurn({ id: newId(), question, command, attached, askedAtMs: now() });
    this.conversations.replace(withTurn(conversation, { ...turn, notices: refusals }));
    return turn.id;
  }

  /** @param prepare makes the turn ready; one answer per conversation at a time */
  private async begin(
    conversationId: string,
    prepare: (signal: AbortSignal) => Promise<string>,
    isContinued = false,
  ): Promise<void> {
    if (this.running.has(conversationId)) {
      this.notify(this.options.t('An answer is being written. Stop it first, or wait.'));
      return;
    }
    this.earlier.stop();
    const abort = new AbortController();
    this.running.set(conversationId, abort);
    try {
      const turnId = await prepare(abort.signal);
      const isQueued = (): boolean => this.running.size > 1;
      const place = answerPlace(this.conversations, conversationId, turnId, isQueued);
      await this.answerer.answer(place, isContinued, abort.signal);
    } catch (error) {
      this.notify(errorMessage(error));
    } finally {
      this.running.delete(conversationId);
      this.meter.schedule();
      if (this.running.size === 0) void this.earlier.update(conversationId);
    }
  }

  private onConversations(event: ConversationEvent): void {
    switch (event.kind) {
      case 'shown':
        this.changes.fire({ kind: 'conversation', conversation: this.shownView });
        this.meter.schedule();
        return;
      case 'summaries':
        this.changes.fire({ kind: 'conversations', conversations: this.conversations.summaries });
        return;
      case 'turn':
        if (event.conversationId !== this.shown.id) return;
        this.changes.fire({ kind: 'turn', turn: turnView(event.turn) });
        return;
      case 'text':
        if (event.conversationId !== this.shown.id) return;
        this.changes.fire({ kind: 'answerText', turnId: event.turnId, text: event.text });
    }
  }

  private get shownView(): Conversation {
    return conversationView(this.shown, this.options.settings().summarisesEarlier);
  }

  private onDraft(): void {
    const attachments = this.meter.withTokens(this.draft.attachments);
    this.changes.fire({ kind: 'attachments', attachments });
    this.meter.schedule();
  }
}

function draftOf(memory: ChatMemory): string {
  const text = memory.get(draftKey);
  return typeof text === 'string' ? text : '';
}
