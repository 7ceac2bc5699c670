import type { Clock } from './clock.js';

/** @returns what the work gives, or undefined when it takes longer or fails; the work itself is not stopped */
export function withDeadline<T>(
  work: PromiseLike<T>,
  clock: Clock,
  deadlineMs: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(deadlineMs, () => {
      resolve(undefined);
    });
    work.then(
      (answer) => {
        timer.dispose();
        resolve(answer);
      },
      () => {
        timer.dispose();
        resolve(undefined);
      },
    );
  });
}
