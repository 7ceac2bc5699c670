import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../base/clock.js';
import { RemoteError } from '../remoteError.js';
import { connectionFault } from './connectionFault.js';

/**
 * A body's chunks; one that does not come in time is given up. Leaving the loop ends the connection.
 * @param patienceMs how long the next chunk may take, asked before each
 * @throws {RemoteError} idleTimeout, interrupted
 */
export async function* bodyChunks(
  { body, host }: { readonly body: IncomingMessage; readonly host: string },
  clock: Clock,
  patienceMs: () => number,
): AsyncGenerator<Buffer, void, undefined> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, void>;
  try {
    for (;;) {
      const waitMs = patienceMs();
      const timer = clock.setTimer(waitMs, () => {
        body.destroy(new RemoteError('idleTimeout', { host, detail: String(waitMs / 1_000) }));
      });
      const next = await iterator.next().finally(() => {
        timer.dispose();
      });
      if (next.done) break;
      yield next.value;
    }
  } catch (error) {
    throw connectionFault(error, host);
  } finally {
    body.destroy();
  }
}
