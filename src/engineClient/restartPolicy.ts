import type { Clock } from '../base/clock.js';

/** Milliseconds to wait before the first, second and third restart. */
export const restartDelaysMs: readonly number[] = [1_000, 2_000, 4_000];

/** A process that answered for this many milliseconds ends its predecessors' series of crashes. */
export const stablePeriodMs = 60_000;

export interface Restart {
  /** 1 for the first restart of a series. */
  readonly attempt: number;
  readonly delayMs: number;
}

/** Counts crashes in a row and says how long to wait before the next start. */
export class RestartPolicy {
  private attempts = 0;
  private runningSinceMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** The process answers. */
  noteRunning(): void {
    this.runningSinceMs = this.clock.nowMs();
  }

  /** The process died. @returns the restart to make, or undefined when it died too often */
  noteCrash(): Restart | undefined {
    const ranMs = this.runningSinceMs === undefined ? 0 : this.clock.nowMs() - this.runningSinceMs;
    this.runningSinceMs = undefined;
    if (ranMs >= stablePeriodMs) this.attempts = 0;
    const delayMs = restartDelaysMs[this.attempts];
    if (delayMs === undefined) return undefined;
    this.attempts++;
    return { attempt: this.attempts, delayMs };
  }

  /** The user starts afresh. */
  reset(): void {
    this.attempts = 0;
    this.runningSinceMs = undefined;
  }
}
