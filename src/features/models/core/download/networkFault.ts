import { DownloadError } from './downloadError.js';
import { errorCode } from './errorCode.js';

const offlineCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ECONNREFUSED',
  'EADDRNOTAVAIL',
]);

const untrustedCode = /^(?:CERT_|ERR_TLS_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;

/** What an error of a socket means for a download. */
export function networkFault(error: unknown, host: string): DownloadError {
  if (DownloadError.is(error)) return error;
  const code = errorCode(error);
  const details = { cause: error, host };
  if (offlineCodes.has(code)) {
    return new DownloadError('offline', `${host} cannot be reached (${code}).`, details);
  }
  if (untrustedCode.test(code)) {
    return new DownloadError(
      'untrusted',
      `The certificate of ${host} is not trusted (${code}).`,
      details,
    );
  }
  const why = code === '' ? '' : ` (${code})`;
  return new DownloadError(
    'interrupted',
    `The connection to ${host} was interrupted${why}.`,
    details,
  );
}
