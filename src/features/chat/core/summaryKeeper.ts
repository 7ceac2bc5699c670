import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { repetitionStart } from '../../../base/text/repetition.js';
import { withoutThoughts } from '../../../base/text/withoutThoughts.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { RequestRecord } from '../../../protocol/requestRecord.js';
import type { ChatEngine } from './chatEngine.js';
import type { ChatSettings } from './chatSettings.js';
import type { ChatConversation, ChatTurn } from './conversation.js';
import type { TokenCounter } from './tokenCounter.js';
import type { TurnsSummary } from './turnsSummary.js';
import { summaryMessages, summaryTokens, turnsToSummarise } from './summaryPrompt.js';
import { validSummary } from './conversation.js';

export interface SummaryKeeperOptions {
  readonly engine: ChatEngine;
  readonly counter: TokenCounter;
  readonly settings: () => ChatSettings;
  readonly putRecord: (record: RequestRecord) => void;
  readonly clock: Clock;
  readonly newId: () => string;
  /** @returns undefined for a conversation that is not open any more */
  readonly conversation: (id: string) => ChatConversation | undefined;
  readonly onSummary: (id: string, summary: TurnsSummary) => void;
}

/** Most characters of a summary that are kept, whatever the model wrote. */
const maxSummaryLength = 4_000;

/**
 * Has the model summarise the turns that no longer fit its window, one summary at a time and only while nothing else is
 * asked: an answer never waits for it. What fails is not tried again for the same turns.
 */
export class SummaryKeeper implements Disposable {
  private running: AbortController | undefined;
  /** Last turns of those for which the model gave nothing. */
  private readonly refused = new Set<string>();

  constructor(private readonly options: SummaryKeeperOptions) {}

  /** Call when an answer has ended. */
  async update(conversationId: string): Promise<void> {
    const { settings, conversation } = this.options;
    const current = conversation(conversationId);
    const turns = current && turnsToSummarise(current);
    const last = turns?.at(-1)?.id;
    if (!settings().summarisesEarlier || !turns || last === undefined) return;
    if (this.refused.has(last)) return;
    this.stop();
    const abort = new AbortController();
    this.running = abort;
    const text = await this.write(current, turns, abort.signal);
    if (abort.signal.aborted) return;
    this.running = undefined;
    if (text === undefined) this.refused.add(last);
    else this.keep(conversationId, { text, turnIds: turns.map(({ id }) => id) });
  }

  /** The user asks something: that comes first. */
  stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  dispose(): void {
    this.stop();
  }

  private keep(conversationId: string, summary: TurnsSummary): void {
    const current = this.options.conversation(conversationId);
    // turns may have been removed meanwhile
    if (current && validSummary({ ...current, summary })) {
      this.options.onSummary(conversationId, summary);
    }
  }

  /** @returns undefined when the model gave nothing that could stand for the turns */
  private async write(
    conversation: ChatConversation,
    turns: readonly ChatTurn[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { engine, counter, clock, newId, putRecord } = this.options;
    if (engine.state.kind !== 'ready') return undefined;
    const { contextSize, file } = engine.state.model;
    const record = new RecordBuilder({ id: `summary-${newId()}`, kind: 'chat' }, clock);
    putRecord(record.record);
    try {
      const count = counter.forModel(file.path);
      const before = validSummary(conversation);
      const messages = await record.measureAsync('context', () =>
        summaryMessages(turns, before, contextSize, count, signal),
      );
      signal.throwIfAborted();
      const askedMs = record.elapsedMs;
      const result = await engine.generate(
        {
          id: record.id,
          kind: 'chat',
          lane: 'chat',
          prompt: { kind: 'chat', messages },
          stop: { maxTokens: summaryTokens(contextSize) },
          temperature: 0,
        },
        signal,
        () => undefined,
      );
      record.engineAnswered(result, askedMs, record.elapsedMs);
      const text = summaryText(result.text);
      putRecord(
        record.end({
          kind: signal.aborted ? 'cancelled' : text === undefined ? 'empty' : 'answered',
        }),
      );
      return text;
    } catch {
      putRecord(
        record.end(
          signal.aborted
            ? { kind: 'cancelled' }
            : { kind: 'failed', reason: 'summary', message: 'The summary could not be written.' },
        ),
      );
      return undefined;
    }
  }
}

function summaryText(written: string): string | undefined {
  const text = withoutThoughts(written).trim().slice(0, maxSummaryLength);
  const kept = text.slice(0, repetitionStart(text) ?? text.length).trim();
  return /\p{L}/u.test(kept) ? kept : undefined;
}
