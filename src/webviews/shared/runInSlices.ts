/** Milliseconds of work where the page has no idle time to give. */
const sliceMs = 4;
/** Milliseconds after which a slice runs even so. */
const maxWaitMs = 100;

/**
 * Runs a generator to its end in the page's idle time, so that drawing and input go first.
 * @returns a function that stops it; `done` is not called then
 */
export function runInSlices<T>(job: Generator<void, T>, done: (result: T) => void): () => void {
  let handle = 0;
  const slice = (deadline: IdleDeadline): void => {
    const endMs = performance.now() + Math.max(sliceMs, deadline.timeRemaining());
    do {
      const step = job.next();
      if (step.done) {
        done(step.value);
        return;
      }
    } while (performance.now() < endMs);
    schedule();
  };
  const schedule = (): void => {
    handle = requestIdleCallback(slice, { timeout: maxWaitMs });
  };
  schedule();
  return () => {
    cancelIdleCallback(handle);
  };
}
