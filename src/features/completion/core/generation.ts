import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { raceAbort } from '../../../base/raceAbort.js';
import type { GenerateParams, GenerateResult } from '../../../protocol/engineProtocol.js';
import type { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { CompletionEngine } from './completionEngine.js';
import type { CursorText } from './cursorText.js';
import type { RequestLog } from './requestLog.js';
import { continueSuggestion, typedSince } from './suggestion.js';

/**
 * What a running request is to a cursor: `serves` it, is `undecided` while the user has typed further than it has
 * written, or `misses` it.
 */
export type Fit = 'serves' | 'undecided' | 'misses';

export interface GenerationParts {
  readonly engine: CompletionEngine;
  readonly clock: Clock;
  readonly log: RequestLog;
}

/**
 * One request in the engine. It outlives the keystroke that asked for it by a moment, because the editor cancels
 * before it asks again, and what is typed may be what is being generated. Its cost goes to the record of the request
 * that asked, also when that one has ended before.
 */
export class Generation {
  readonly startedMs: number;
  readonly result: Promise<GenerateResult>;
  private readonly abortController = new AbortController();
  private text = '';
  private waiting = 0;
  private heldMs = 0;
  private graceTimer: Disposable | undefined;
  private abortedMs: number | undefined;

  /** @param onText hears of each piece of text */
  constructor(
    private readonly parts: GenerationParts,
    readonly params: GenerateParams,
    readonly cursor: CursorText,
    private readonly owner: RecordBuilder,
    onText: () => void = () => undefined,
  ) {
    this.startedMs = parts.clock.nowMs();
    this.result = parts.engine
      .generate({ ...params, stream: true }, this.abortController.signal, (piece) => {
        this.text += piece;
        onText();
      })
      .then((result) => this.account(result));
    // Nobody may be waiting any more when it fails.
    this.result.catch(() => undefined);
  }

  get id(): string {
    return this.params.id;
  }

  get hasText(): boolean {
    return this.text !== '';
  }

  fitOf(now: CursorText): Fit {
    if (this.abortController.signal.aborted) return 'misses';
    // One more character than was generated stands for the text that is still to come.
    const text = `${this.text}\0`;
    const suggestion = { id: this.id, cursor: this.cursor, text, replacedRight: 0 };
    if (continueSuggestion(suggestion, now)) return 'serves';
    const typed = typedSince(this.cursor, now);
    return typed?.startsWith(this.text) ? 'undecided' : 'misses';
  }

  /**
   * Waits for the result.
   * @param graceMs how long after the last waiting caller's abort the engine goes on, for another caller to join
   * @throws what the engine threw, or the signal's reason
   */
  async wait(signal: AbortSignal, graceMs: number): Promise<GenerateResult> {
    this.graceTimer?.dispose();
    this.heldMs = 0;
    this.waiting++;
    try {
      return await raceAbort(this.result, signal);
    } finally {
      this.waiting--;
      if (signal.aborted && this.waiting === 0) this.abortIn(Math.max(graceMs, this.heldMs));
    }
  }

  /** Goes on for longer than the grace, as a newer request may join yet. */
  hold(durationMs: number): void {
    this.heldMs = durationMs;
    // One whose signal was aborted just now still counts.
    if (this.waiting === 0) this.abortIn(durationMs);
  }

  abort(): void {
    this.graceTimer?.dispose();
    this.abortedMs ??= this.parts.clock.nowMs();
    this.abortController.abort();
  }

  private abortIn(durationMs: number): void {
    this.graceTimer?.dispose();
    this.graceTimer = this.parts.clock.setTimer(durationMs, () => {
      this.abort();
    });
  }

  private account(result: GenerateResult): GenerateResult {
    const { clock, log } = this.parts;
    this.graceTimer?.dispose();
    const nowMs = clock.nowMs();
    const { elapsedMs } = this.owner;
    this.owner.engineAnswered(result, elapsedMs - (nowMs - this.startedMs), elapsedMs);
    if (this.abortedMs !== undefined && result.stopReason === 'aborted') {
      this.owner.note({ cancelMs: nowMs - this.abortedMs });
    }
    log.update(this.owner.record);
    return result;
  }
}
