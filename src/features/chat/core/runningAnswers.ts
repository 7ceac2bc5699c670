import type { Disposable } from '../../../base/disposable.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { AnswererOptions } from './answerer.js';
import { Answerer } from './answerer.js';
import { answerPlace } from './answerPlace.js';
import type { OpenConversations } from './openConversations.js';
import { SummaryKeeper } from './summaryKeeper.js';

export interface RunningAnswersOptions extends AnswererOptions {
  readonly conversations: OpenConversations;
  /** Tells the user, in a sentence. */
  readonly notify: (text: string) => void;
  readonly onDidEnd: () => void;
}

/**
 * The answers under way, one for a conversation at a time. Once the last of them has ended, the turns that no longer fit
 * are summarised.
 */
export class RunningAnswers implements Disposable {
  private readonly answerer: Answerer;
  private readonly summaries: SummaryKeeper;
  /** By their conversation. */
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly options: RunningAnswersOptions) {
    const { conversations } = options;
    this.answerer = new Answerer(options);
    this.summaries = new SummaryKeeper({
      ...options,
      conversation: (id) => conversations.peek(id),
      onSummary: (id, summary) => {
        conversations.replace({ ...conversations.get(id), summary });
      },
    });
  }

  isRunning(conversationId: string): boolean {
    return this.running.has(conversationId);
  }

  /**
   * Answers a turn, unless the conversation is being answered already.
   * @param prepare makes the turn ready and returns its id
   */
  begin(conversationId: string, prepare: (signal: AbortSignal) => Promise<string>): Promise<void> {
    return this.run(conversationId, prepare, false);
  }

  /** Goes on with an answer that ended early. */
  continueAnswer(conversationId: string, turnId: string): Promise<void> {
    const prepare = (): Promise<string> => {
      this.options.conversations.changeTurn(conversationId, turnId, (turn) => ({
        ...turn,
        // a model that sees a space at the end has no token for a word's usual start
        answer: turn.answer.replace(/[ \t]+$/, ''),
      }));
      return Promise.resolve(turnId);
    };
    return this.run(conversationId, prepare, true);
  }

  /** What was written stays. */
  stop(conversationId: string): void {
    this.running.get(conversationId)?.abort();
  }

  dispose(): void {
    for (const abort of this.running.values()) abort.abort();
    this.summaries.dispose();
  }

  private async run(
    conversationId: string,
    prepare: (signal: AbortSignal) => Promise<string>,
    isContinued: boolean,
  ): Promise<void> {
    const { conversations, notify, onDidEnd, t } = this.options;
    if (this.running.has(conversationId)) {
      notify(t('An answer is being written. Stop it first, or wait.'));
      return;
    }
    this.summaries.stop();
    const abort = new AbortController();
    this.running.set(conversationId, abort);
    try {
      const turnId = await prepare(abort.signal);
      const isQueued = (): boolean => this.running.size > 1;
      const place = answerPlace(conversations, conversationId, turnId, isQueued);
      await this.answerer.answer(place, isContinued, abort.signal);
    } catch (error) {
      notify(errorMessage(error));
    } finally {
      this.running.delete(conversationId);
      onDidEnd();
      if (this.running.size === 0) void this.summaries.update(conversationId);
    }
  }
}
