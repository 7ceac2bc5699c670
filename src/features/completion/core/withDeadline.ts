import type { Clock } from '../../../base/clock.js';

/** @returns what the work gives, or undefined when it takes longer or fails; the work itself is not stopped */
export function withDeadline<T>(
  work: Promise<T>,
  clock: Clock,
  deadlineMs: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(deadlineMs, () => {
      resolve(undefined);
    });
    work
      .then(resolve, () => {
        resolve(undefined);
      })
      .finally(() => {
        timer.dispose();
      });
  });
}
