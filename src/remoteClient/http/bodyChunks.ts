import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../base/clock.js';
import { chunksInTime } from '../../network/chunksInTime.js';
import { RemoteError } from '../remoteError.js';
import { connectionFault } from './connectionFault.js';

/**
 * A body's chunks. Leaving the loop ends the connection.
 * @param patienceMs how long the next chunk may take, asked before each
 * @throws {RemoteError} idleTimeout, interrupted
 */
export function bodyChunks(
  { body, host }: { readonly body: IncomingMessage; readonly host: string },
  clock: Clock,
  patienceMs: () => number,
): AsyncGenerator<Buffer, void, undefined> {
  return chunksInTime(body, {
    clock,
    patienceMs,
    stalled: (waitedMs) =>
      new RemoteError('idleTimeout', { host, detail: String(waitedMs / 1_000) }),
    faultOf: (error) => connectionFault(error, host),
  });
}
