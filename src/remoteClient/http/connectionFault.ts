import { socketFault } from '../../network/socketFault.js';
import { RemoteError } from '../remoteError.js';

/** What an error of a connection means. */
export function connectionFault(error: unknown, host: string): RemoteError {
  if (RemoteError.is(error)) return error;
  const { kind, code } = socketFault(error);
  return new RemoteError(kind, { cause: error, host, detail: code });
}
