import type { Clock } from '../../src/base/clock.js';
import type { Disposable } from '../../src/base/disposable.js';
import { toDisposable } from '../../src/base/disposable.js';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until told to go on. */
export class FakeClock implements Clock {
  private currentMs = 0;
  private readonly timers = new Set<Timer>();

  nowMs(): number {
    return this.currentMs;
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer = { dueMs: this.currentMs + delayMs, callback };
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.timers.size;
  }

  /** Runs every timer that falls due, in order, including those that timers set. */
  advance(durationMs: number): void {
    const endMs = this.currentMs + durationMs;
    for (;;) {
      const next = [...this.timers]
        .filter((timer) => timer.dueMs <= endMs)
        .sort((one, other) => one.dueMs - other.dueMs)[0];
      if (!next) break;
      this.timers.delete(next);
      this.currentMs = next.dueMs;
      next.callback();
    }
    this.currentMs = endMs;
  }
}
