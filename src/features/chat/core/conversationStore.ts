import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { Emitter } from '../../../base/emitter.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { Event } from '../../../base/event.js';
import type { Log } from '../../../base/log.js';
import type { ConversationSummary } from '../../../protocol/chatView.js';
import type { ChatConversation } from './conversation.js';
import { summaryOf } from './conversation.js';
import { readConversation, writeConversation } from './conversationFile.js';
import type { ConversationFiles } from './conversationFiles.js';
import { matchScore } from './searchConversations.js';

/** Longest time that a change stays in memory only. */
const writeDelayMs = 1_000;

export interface ConversationStoreOptions {
  readonly files: ConversationFiles;
  readonly clock: Clock;
  readonly log: Log;
}

export type StoreProblem =
  { readonly kind: 'setAside'; readonly name: string } | { readonly kind: 'notWritten' };

/** The workspace's conversations: summaries in memory, texts in files. */
export class ConversationStore implements Disposable {
  private readonly known = new Map<string, ConversationSummary>();
  /** Changed and not written yet. */
  private readonly unwritten = new Map<string, ChatConversation>();
  private readonly writing = new Map<string, Promise<void>>();
  private readonly problems = new Emitter<StoreProblem>();
  private loading: Promise<void> | undefined;
  private timer: Disposable | undefined;
  private disposed = false;

  readonly onProblem: Event<StoreProblem> = this.problems.event;

  constructor(private readonly options: ConversationStoreOptions) {}

  /** Reads what is there; once. A file that is no conversation is set aside and reported, and the others are read. */
  load(): Promise<void> {
    return (this.loading ??= this.readAll());
  }

  /** The one changed last first. */
  get summaries(): ConversationSummary[] {
    return [...this.known.values()].sort((one, other) => other.updatedAtMs - one.updatedAtMs);
  }

  async read(id: string): Promise<ChatConversation | undefined> {
    await this.load();
    if (!this.known.has(id)) return undefined;
    const pending = this.unwritten.get(id);
    if (pending) return pending;
    await this.writing.get(id);
    return this.readFile(id);
  }

  /** Takes the newest state; it is in its file within a second. */
  put(conversation: ChatConversation): void {
    // an answer that is ended by the window's end should be found as it was then
    if (this.disposed) return;
    this.known.set(conversation.id, summaryOf(conversation));
    this.unwritten.set(conversation.id, conversation);
    this.timer ??= this.options.clock.setTimer(writeDelayMs, () => {
      this.timer = undefined;
      void this.flush();
    });
  }

  async remove(id: string): Promise<void> {
    this.known.delete(id);
    this.unwritten.delete(id);
    await this.writing.get(id);
    await this.options.files.remove(id);
  }

  /** Conversations that hold every word of the query, the best match first. */
  async search(query: string): Promise<ConversationSummary[]> {
    await this.load();
    const found: { readonly summary: ConversationSummary; readonly score: number }[] = [];
    for (const summary of this.summaries) {
      const conversation = await this.read(summary.id);
      const score = conversation ? matchScore(conversation, query) : 0;
      if (score > 0) found.push({ summary, score });
    }
    // the sort is stable: the newer one of two alike stays first
    return found.sort((one, other) => other.score - one.score).map(({ summary }) => summary);
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    const ids = [...this.unwritten.keys()];
    await Promise.all(ids.map((id) => this.write(id)));
  }

  /** Writes the rest at once: nothing that was answered may be lost with the window. */
  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    for (const [id, conversation] of this.unwritten) {
      try {
        this.options.files.writeNow(id, writeConversation(conversation));
      } catch (error) {
        this.reportUnwritten(error);
      }
    }
    this.unwritten.clear();
    this.problems.dispose();
  }

  private async readAll(): Promise<void> {
    for (const id of await this.options.files.list()) {
      if (this.known.has(id)) continue;
      const conversation = await this.readFile(id);
      if (conversation) this.known.set(id, summaryOf(conversation));
    }
  }

  private async readFile(id: string): Promise<ChatConversation | undefined> {
    const { files, log } = this.options;
    try {
      const conversation = readConversation(await files.read(id));
      if (conversation?.id === id) return conversation;
      const name = await files.setAside(id);
      log.warn('A conversation’s file cannot be read; it was set aside.');
      this.problems.fire({ kind: 'setAside', name });
    } catch (error) {
      log.warn('A conversation’s file could not be opened.');
      log.trace(`A conversation’s file could not be opened: ${errorMessage(error)}`);
    }
    this.known.delete(id);
    return undefined;
  }

  /** One write of a file at a time, so that an older text never ends up over a newer one. */
  private async write(id: string): Promise<void> {
    const before = this.writing.get(id);
    const write = (before ?? Promise.resolve()).then(() => this.writeLatest(id));
    this.writing.set(id, write);
    await write;
    if (this.writing.get(id) === write) this.writing.delete(id);
  }

  private async writeLatest(id: string): Promise<void> {
    const conversation = this.unwritten.get(id);
    if (!conversation) return;
    this.unwritten.delete(id);
    try {
      await this.options.files.write(id, writeConversation(conversation));
    } catch (error) {
      // kept for the next attempt, unless there is a newer state by now
      if (this.known.has(id) && !this.unwritten.has(id)) this.unwritten.set(id, conversation);
      this.reportUnwritten(error);
    }
  }

  private reportUnwritten(error: unknown): void {
    this.options.log.error('A conversation could not be written.');
    this.options.log.trace(`A conversation could not be written: ${errorMessage(error)}`);
    this.problems.fire({ kind: 'notWritten' });
  }
}
