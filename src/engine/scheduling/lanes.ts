import type { Lane } from '../../protocol/engineProtocol.js';

/** What running work sees of the scheduler. */
export interface Turn {
  /** Time in milliseconds that the work has given way so far. */
  readonly waitedMs: number;
  /** Awaited between batches: a chat waits here while a completion is running or queued, until the signal is aborted. */
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
  private readonly waiting = new Set<() => void>();

  /**
   * @param work is started when the lane is free; not at all when the signal is aborted before
   * @returns what the work returns, or undefined, at once, when it was aborted before it began
   */
  async run<T>(
    lane: Lane,
    signal: AbortSignal,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T | undefined> {
    const before = this.tails.get(lane) ?? Promise.resolve();
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    // Work that was aborted in the queue is done before the work ahead of it.
    this.tails.set(
      lane,
      before.then(() => done),
    );
    if (lane === 'completion') this.completions += 1;
    try {
      await doneOrAborted(before, signal);
      const turn = new LaneTurn((stop) => this.giveWay(lane, stop));
      await turn.giveWay(signal);
      return signal.aborted ? undefined : await work(turn);
    } finally {
      if (lane === 'completion') this.endCompletion();
      finish();
    }
  }

  private async giveWay(lane: Lane, signal: AbortSignal): Promise<void> {
    while (lane === 'chat' && this.completions > 0 && !signal.aborted) {
      let resume = (): void => undefined;
      const resumed = new Promise<void>((resolve) => {
        resume = resolve;
      });
      this.waiting.add(resume);
      await doneOrAborted(resumed, signal);
      this.waiting.delete(resume);
    }
  }

  private endCompletion(): void {
    this.completions -= 1;
    if (this.completions > 0) return;
    for (const resume of this.waiting) resume();
  }
}

class LaneTurn implements Turn {
  waitedMs = 0;

  constructor(private readonly wait: (signal: AbortSignal) => Promise<void>) {}

  async giveWay(signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    await this.wait(signal);
    this.waitedMs += performance.now() - startedAt;
  }
}

async function doneOrAborted(done: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
  });
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([done, aborted]);
  signal.removeEventListener('abort', onAbort);
}
