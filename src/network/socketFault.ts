import { errorCode } from './errorCode.js';

/** What an error of a socket means: no way to the server, a certificate that is not trusted, a cut connection. */
export interface SocketFault {
  readonly kind: 'offline' | 'untrusted' | 'interrupted';
  /** Node's code of the error; empty where there is none. */
  readonly code: string;
}

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

export function socketFault(error: unknown): SocketFault {
  const code = errorCode(error);
  if (offlineCodes.has(code)) return { kind: 'offline', code };
  return { kind: untrustedCode.test(code) ? 'untrusted' : 'interrupted', code };
}
