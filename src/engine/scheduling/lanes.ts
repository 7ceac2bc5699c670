import type { Lane } from '../../protocol/engineProtocol.js';

/** What running work sees of the scheduler. */
export interface Turn {
  /** Awaited between batches: a chat waits here while a completion is running or queued. */
  giveWay(signal: AbortSignal): Promise<void>;
}

/**
 * One piece of work at a time in each lane, in order of arrival; completion beats chat. Each lane has a sequence of its
 * own, so a chat that waits keeps its KV cache.
 */
export class Lanes {
  private readonly tails = new Map<Lane, Promise<void>>();
  /** Completions running or queued. */
  private completions = 0;
  private waiting: (() => void)[] = [];

  /**
   * @param work is started when the lane is free; not at all when the signal is aborted before
   * @returns what the work returns, or undefined when it was aborted before it began
   */
  async run<T>(
    lane: Lane,
    signal: AbortSignal,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T | undefined> {
    const before = this.tails.get(lane) ?? Promise.resolve();
    let finish = (): void => undefined;
    this.tails.set(
      lane,
      new Promise((resolve) => {
        finish = resolve;
      }),
    );
    if (lane === 'completion') this.completions += 1;
    try {
      await before;
      const turn: Turn = { giveWay: (stop) => this.giveWay(lane, stop) };
      await turn.giveWay(signal);
      return signal.aborted ? undefined : await work(turn);
    } finally {
      if (lane === 'completion') this.endCompletion();
      finish();
    }
  }

  private async giveWay(lane: Lane, signal: AbortSignal): Promise<void> {
    while (lane === 'chat' && this.completions > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener(
          'abort',
          () => {
            resolve();
          },
          { once: true },
        );
      });
    }
  }

  private endCompletion(): void {
    this.completions -= 1;
    if (this.completions > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resume of waiting) resume();
  }
}
