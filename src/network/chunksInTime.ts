import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/clock.js';

export interface ChunkPatience {
  readonly clock: Clock;
  /** How long the next chunk may take, asked before each. */
  readonly patienceMs: () => number;
  /** The error of a body that does not come in time. */
  readonly stalled: (waitedMs: number) => Error;
  /** What any error of the body means, {@link ChunkPatience.stalled}'s included. */
  readonly faultOf: (error: unknown) => Error;
}

/** A body's chunks; one that does not come in time is given up. Leaving the loop ends the connection. */
export async function* chunksInTime(
  body: IncomingMessage,
  { clock, patienceMs, stalled, faultOf }: ChunkPatience,
): AsyncGenerator<Buffer, void, undefined> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, void>;
  try {
    for (;;) {
      const waitMs = patienceMs();
      const timer = clock.setTimer(waitMs, () => body.destroy(stalled(waitMs)));
      const next = await iterator.next().finally(() => {
        timer.dispose();
      });
      if (next.done) break;
      yield next.value;
    }
  } catch (error) {
    throw faultOf(error);
  } finally {
    body.destroy();
  }
}
