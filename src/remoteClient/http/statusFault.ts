import type { IncomingHttpHeaders } from 'node:http';
import { parseRetryAfter } from '../../network/retryAfter.js';
import type { RemoteFault } from '../remoteError.js';
import { RemoteError } from '../remoteError.js';
import { serverMessage } from './serverMessage.js';

const aboutLength =
  /exceed_context|context.{0,20}(?:length|size|window)|maximum.{0,20}tokens|too long/i;

/** What a status other than 200 means. @param body what came with it, as far as it was read */
export function statusFault(
  status: number,
  headers: IncomingHttpHeaders,
  body: string,
  host: string,
): RemoteError {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const said = serverMessage(body);
  const isRedirect = status >= 300 && status < 400;
  return new RemoteError(faultOf(status, body), {
    status,
    host,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(said !== undefined && { said }),
    ...(isRedirect && { detail: originOf(headers.location, host) }),
  });
}

function faultOf(status: number, body: string): RemoteFault {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401) return 'unauthorised';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 405 || status === 410) return 'notFound';
  if (status === 407) return 'proxyRefused';
  if (status === 429) return 'rateLimited';
  // llama.cpp says 500 or 501 where it cannot do what was asked for, as infill without such tokens
  if (status === 501) return 'rejected';
  if (status === 408 || status >= 500) return 'serverFailed';
  if (status === 413) return 'promptTooLong';
  return aboutLength.test(body) ? 'promptTooLong' : 'rejected';
}

/** Only where it leads, without what a path or a query may hold. */
function originOf(location: string | undefined, host: string): string {
  if (location === undefined || !URL.canParse(location, `https://${host}`)) return '?';
  return new URL(location, `https://${host}`).origin;
}
