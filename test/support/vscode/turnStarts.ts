import type { AsyncHook } from 'node:async_hooks';
import { createHook, executionAsyncResource } from 'node:async_hooks';
import process from 'node:process';

/** What runs in the same turn as the callback before it. */
const continuations: ReadonlySet<string> = new Set(['TickObject', 'Microtask']);

/**
 * Notes when the turns of this thread's event loop begin: its callbacks of timers, immediates and streams, each with all
 * the promises and ticks that it sets off.
 */
export class TurnStarts {
  private readonly continuing = new Set<number>();
  private readonly hook: AsyncHook;
  private depth = 0;
  /** Microseconds on the clock of V8's profiler, ascending. */
  readonly startsUs: number[] = [];

  constructor() {
    this.hook = createHook({
      init: (id, type) => {
        if (continuations.has(type)) this.continuing.add(id);
      },
      before: (id) => {
        if (this.depth++ > 0) return;
        // a promise continues the turn in which it was settled
        if (this.continuing.has(id) || executionAsyncResource() instanceof Promise) return;
        this.startsUs.push(Number(process.hrtime.bigint() / 1_000n));
      },
      after: () => {
        this.depth = Math.max(0, this.depth - 1);
      },
      destroy: (id) => {
        this.continuing.delete(id);
      },
    });
  }

  start(): void {
    this.hook.enable();
  }

  stop(): void {
    this.hook.disable();
  }
}
