import type { Lane, Priority } from '../../protocol/engineProtocol.js';

/** What running work sees of the scheduler. */
export interface Turn {
  /** Time in milliseconds that the work has given way so far. */
  readonly waitedMs: number;
  /** Awaited between batches: work waits here while more urgent work is running or queued, until the signal is aborted. */
  giveWay(signal: AbortSignal): Promise<void>;
}

export interface LaneWork {
  readonly lane: Lane;
  readonly priority?: Priority | undefined;
}

/** Less is more urgent. */
type Urgency = 0 | 1 | 2;

/**
 * One piece of work at a time in each lane, in order of arrival; completion beats chat, and both beat work that nobody
 * waits for yet, which also ends when other work comes to its lane. Each lane has a sequence of its own, so what waits
 * keeps its KV cache.
 */
export class Lanes {
  private readonly tails = new Map<Lane, Promise<void>>();
  /** Work running or queued, by its urgency. */
  private readonly present = [0, 0, 0];
  private readonly waiting = new Set<() => void>();
  /** Ends the work done ahead in a lane. */
  private readonly ahead = new Map<Lane, AbortController>();

  /**
   * @param work is started when the lane is free; not at all when the signal is aborted before. Its signal is aborted
   * with the given one, and when work done ahead has to go
   * @returns what the work returns, or undefined, at once, when it was aborted before it began
   */
  async run<T>(
    { lane, priority = 'user' }: LaneWork,
    signal: AbortSignal,
    work: (turn: Turn, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const urgency = priority === 'ahead' ? 2 : lane === 'completion' ? 0 : 1;
    this.endAhead(lane);
    const stop = urgency === 2 ? this.stoppable(lane, signal) : signal;
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
    this.present[urgency] = this.count(urgency) + 1;
    try {
      await doneOrAborted(before, stop);
      const turn = new LaneTurn((until) => this.giveWay(urgency, until));
      await turn.giveWay(stop);
      return stop.aborted ? undefined : await work(turn, stop);
    } finally {
      this.leave(urgency);
      finish();
    }
  }

  private async giveWay(urgency: Urgency, signal: AbortSignal): Promise<void> {
    while (this.hasMoreUrgent(urgency) && !signal.aborted) {
      let resume = (): void => undefined;
      const resumed = new Promise<void>((resolve) => {
        resume = resolve;
      });
      this.waiting.add(resume);
      await doneOrAborted(resumed, signal);
      this.waiting.delete(resume);
    }
  }

  private leave(urgency: Urgency): void {
    this.present[urgency] = this.count(urgency) - 1;
    if (this.count(urgency) > 0) return;
    for (const resume of this.waiting) resume();
  }

  private hasMoreUrgent(urgency: Urgency): boolean {
    return this.present.slice(0, urgency).some((count) => count > 0);
  }

  private count(urgency: Urgency): number {
    return this.present[urgency] ?? 0;
  }

  private stoppable(lane: Lane, signal: AbortSignal): AbortSignal {
    const controller = new AbortController();
    this.ahead.set(lane, controller);
    return AbortSignal.any([signal, controller.signal]);
  }

  private endAhead(lane: Lane): void {
    this.ahead.get(lane)?.abort();
    this.ahead.delete(lane);
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
