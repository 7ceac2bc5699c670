import type { Disposable } from './disposable.js';
import { toDisposable } from './disposable.js';

/** Time as a constructor argument, so that tests need no sleeps. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  nowMs(): number;
  /** Calls once after the delay; disposing cancels. */
  setTimer(delayMs: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer: (delayMs, callback) => {
    const handle = setTimeout(callback, delayMs);
    return toDisposable(() => {
      clearTimeout(handle);
    });
  },
};
