import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { raceAbort } from '../../../base/raceAbort.js';
import type { GenerateParams, GenerateResult } from '../../../protocol/engineProtocol.js';
import type { CompletionEngine } from './completionEngine.js';
import type { CursorText } from './cursorText.js';
import { continueSuggestion } from './suggestion.js';

/**
 * One request in the engine. It outlives the keystroke that asked for it by a moment, because the editor cancels
 * before it asks again, and what is typed may be what is being generated.
 */
export class Generation {
  readonly startedMs: number;
  readonly result: Promise<GenerateResult>;
  private readonly abortController = new AbortController();
  private text = '';
  private waiting = 0;
  private graceTimer: Disposable | undefined;

  constructor(
    engine: CompletionEngine,
    readonly params: GenerateParams,
    readonly cursor: CursorText,
    private readonly clock: Clock,
  ) {
    this.startedMs = clock.nowMs();
    this.result = engine.generate(
      { ...params, stream: true },
      this.abortController.signal,
      (piece) => {
        this.text += piece;
      },
    );
    // Nobody may be waiting any more when it fails.
    this.result.catch(() => undefined);
  }

  /** True when the cursor is where this was asked for, or further along exactly the text generated so far. */
  fits(now: CursorText): boolean {
    if (this.abortController.signal.aborted) return false;
    // One more character than was generated stands for the text that is still to come.
    const text = `${this.text}\0`;
    const suggestion = { id: this.params.id, cursor: this.cursor, text, replacedRight: 0 };
    return continueSuggestion(suggestion, now) !== undefined;
  }

  /**
   * Waits for the result.
   * @param graceMs how long after the last waiting caller's abort the engine goes on, for another caller to join
   * @throws what the engine threw, or the signal's reason
   */
  async wait(signal: AbortSignal, graceMs: number): Promise<GenerateResult> {
    this.graceTimer?.dispose();
    this.waiting++;
    try {
      return await raceAbort(this.result, signal);
    } finally {
      this.waiting--;
      if (signal.aborted && this.waiting === 0) {
        this.graceTimer = this.clock.setTimer(graceMs, () => {
          this.abort();
        });
      }
    }
  }

  abort(): void {
    this.graceTimer?.dispose();
    this.abortController.abort();
  }
}
