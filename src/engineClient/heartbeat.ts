import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';

/** Milliseconds between an answer and the next beat. */
export const heartbeatIntervalMs = 10_000;

/** Milliseconds after which an unanswered beat counts as one miss. */
export const heartbeatTimeoutMs = 15_000;

/**
 * Misses of one beat that make a hang: 45 s without a sign of life. One miss would be too strict. A machine that
 * slept finds the timer due before the answer that is waiting too, and on a starved machine the loading of a GPU's
 * libraries alone can hold up the engine's event loop for many seconds.
 */
export const heartbeatMisses = 3;

/** Asks the engine for a sign of life, one beat at a time, and reports once when none comes. */
export class Heartbeat implements Disposable {
  private timer: Disposable | undefined;
  private disposed = false;

  /**
   * @param beat resolves when the engine has answered; a rejection ends the heart's work, as the process is gone then
   * @param onHang called at most once
   */
  constructor(
    private readonly beat: () => Promise<unknown>,
    private readonly onHang: () => void,
    private readonly clock: Clock,
  ) {
    this.scheduleBeat();
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
  }

  private scheduleBeat(): void {
    this.timer?.dispose();
    if (this.disposed) return;
    this.timer = this.clock.setTimer(heartbeatIntervalMs, () => {
      this.expectAnswer(heartbeatMisses);
      this.beat().then(
        () => {
          this.scheduleBeat();
        },
        () => {
          this.dispose();
        },
      );
    });
  }

  private expectAnswer(missesLeft: number): void {
    this.timer = this.clock.setTimer(heartbeatTimeoutMs, () => {
      if (missesLeft > 1) {
        this.expectAnswer(missesLeft - 1);
        return;
      }
      this.dispose();
      this.onHang();
    });
  }
}
