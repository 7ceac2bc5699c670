import type { Clock } from './clock.js';

/**
 * Waits on the given clock.
 * @returns true when the time has passed, false as soon as the signal is aborted
 */
export function delay(clock: Clock, delayMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const onAbort = (): void => {
      timer.dispose();
      resolve(false);
    };
    const timer = clock.setTimer(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
