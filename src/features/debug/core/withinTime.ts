import type { Clock } from '../../../base/clock.js';
import { raceAbort } from '../../../base/raceAbort.js';

/**
 * Starts work and settles like it; what comes later is dropped.
 * @param limitMs 0 or less: nothing is started any more
 * @throws Error when the time is over; or the signal's reason
 */
export async function withinTime<T>(
  start: () => PromiseLike<T>,
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  if (limitMs <= 0) throw tooSlow();
  const late = new AbortController();
  const timer = clock.setTimer(limitMs, () => {
    late.abort(tooSlow());
  });
  try {
    const work = Promise.resolve().then(start);
    return await raceAbort(work, AbortSignal.any([signal, late.signal]));
  } finally {
    timer.dispose();
  }
}

function tooSlow(): Error {
  return new Error('The debugger did not answer in time.');
}
