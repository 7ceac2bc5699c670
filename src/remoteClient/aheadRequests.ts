import type { GenerateParams, Lane } from '../protocol/engineProtocol.js';

/**
 * Keeps work ahead of the user behind work for the user, as the engine process does: it waits until nobody waits for
 * anything, and ends as soon as a request of the user comes to its lane.
 */
export class AheadRequests {
  private userRequests = 0;
  private readonly ahead = new Set<{ readonly lane: Lane; readonly end: AbortController }>();
  private readonly waiting = new Set<() => void>();

  /** @param work gets the signal at which it is to end */
  async run<T>(
    { lane, priority }: Pick<GenerateParams, 'lane' | 'priority'>,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return priority === 'ahead'
      ? this.runAhead(lane, signal, work)
      : this.runForUser(lane, signal, work);
  }

  private async runForUser<T>(
    lane: Lane,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.userRequests += 1;
    for (const running of this.ahead) if (running.lane === lane) running.end.abort();
    try {
      return await work(signal);
    } finally {
      this.userRequests -= 1;
      if (this.userRequests === 0) for (const wake of [...this.waiting]) wake();
    }
  }

  private async runAhead<T>(
    lane: Lane,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const end = new AbortController();
    const running = { lane, end };
    const either = AbortSignal.any([signal, end.signal]);
    this.ahead.add(running);
    try {
      while (this.userRequests > 0 && !either.aborted) await this.untilIdle(either);
      return await work(either);
    } finally {
      this.ahead.delete(running);
    }
  }

  private untilIdle(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
