import { socketFault } from '../network/socketFault.js';
import { DownloadError } from './downloadError.js';

/** What an error of a socket means for a download. */
export function networkFault(error: unknown, host: string): DownloadError {
  if (DownloadError.is(error)) return error;
  const { kind, code } = socketFault(error);
  const why = code === '' ? '' : ` (${code})`;
  return new DownloadError(kind, messages[kind](host, why), { cause: error, host });
}

const messages = {
  offline: (host: string, why: string) => `${host} cannot be reached${why}.`,
  untrusted: (host: string, why: string) => `The certificate of ${host} is not trusted${why}.`,
  interrupted: (host: string, why: string) => `The connection to ${host} was interrupted${why}.`,
};
