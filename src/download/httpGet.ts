import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../base/clock.js';
import { chunksInTime } from '../network/chunksInTime.js';
import { isLoopback } from '../network/isLoopback.js';
import { parseRetryAfter } from '../network/retryAfter.js';
import { DownloadError } from './downloadError.js';
import { networkFault } from './networkFault.js';

const mostRedirects = 8;
const smallBodyBytes = 65_536;
const redirectStatus = new Set([301, 302, 303, 307, 308]);

/** What every request of a download needs. */
export interface HttpContext {
  readonly clock: Clock;
  readonly userAgent: string;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly stallMs: number;
  /** The access token for a server, asked for by its origin. */
  readonly token: (origin: string) => Promise<string | undefined>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Headers of the server that was asked, before it sent us elsewhere. */
  readonly firstHeaders: http.IncomingHttpHeaders;
  readonly host: string;
  readonly body: http.IncomingMessage;
}

/**
 * Asks for an address and follows where it leads. Node's own http and https are used because VS Code makes them honour
 * its proxy and certificate settings. An access token goes to the origin that it is for and nowhere else.
 * @throws {DownloadError} for every status but 200 and 206
 */
export async function httpGet(
  address: URL,
  headers: Readonly<Record<string, string>>,
  context: HttpContext,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  let firstHeaders: http.IncomingHttpHeaders | undefined;
  let url = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const body = await send(url, await allHeaders(url, headers, context), context, signal);
    const status = body.statusCode ?? 0;
    firstHeaders ??= body.headers;
    if (redirectStatus.has(status)) {
      letGo(body);
      url = nextAddress(url, body.headers.location);
      continue;
    }
    if (status === 200 || status === 206) {
      return { status, headers: body.headers, firstHeaders, host: url.host, body };
    }
    letGo(body);
    throw statusFault(status, body.headers, url.host);
  }
  throw new DownloadError('badResponse', `${address.host} redirects without an end.`, {
    host: address.host,
  });
}

/** Leaves a body unread: a small one is read away, so that its connection can be used again. */
function letGo(body: http.IncomingMessage): void {
  const sizeBytes = Number(body.headers['content-length'] ?? Infinity);
  if (sizeBytes <= smallBodyBytes) body.resume();
  else body.destroy();
}

async function allHeaders(
  url: URL,
  headers: Readonly<Record<string, string>>,
  context: HttpContext,
): Promise<Record<string, string>> {
  const token = maySendToken(url) ? await context.token(url.origin) : undefined;
  return {
    // a compressed answer has other bytes than the file
    'accept-encoding': 'identity',
    'user-agent': context.userAgent,
    ...headers,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

/** A token never travels in the clear, except within this machine. */
function maySendToken(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url);
}

function nextAddress(from: URL, location: string | undefined): URL {
  if (location !== undefined && URL.canParse(location, from.href)) {
    const next = new URL(location, from);
    const isSafe = next.protocol === 'https:' || next.protocol === from.protocol;
    if (isSafe) return next;
  }
  throw new DownloadError('badResponse', `${from.host} redirects to nowhere safe.`, {
    host: from.host,
  });
}

function send(
  url: URL,
  headers: Record<string, string>,
  context: HttpContext,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method: 'GET', headers, signal };
    const request =
      url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
    const timer = context.clock.setTimer(context.stallMs, () => {
      request.destroy(stalled(url.host));
    });
    request.on('response', (response) => {
      timer.dispose();
      resolve(response);
    });
    request.on('error', (error) => {
      timer.dispose();
      reject(signal.aborted ? error : networkFault(error, url.host));
    });
    request.end();
  });
}

/** The body's chunks; a body that does not come is given up. */
export function bodyChunks(
  { body, host }: HttpAnswer,
  { clock, stallMs }: Pick<HttpContext, 'clock' | 'stallMs'>,
): AsyncGenerator<Buffer, void, undefined> {
  return chunksInTime(body, {
    clock,
    patienceMs: () => stallMs,
    stalled: () => stalled(host),
    faultOf: (error) => networkFault(error, host),
  });
}

function stalled(host: string): DownloadError {
  return new DownloadError('stalled', `${host} has stopped sending.`, { host });
}

function statusFault(
  status: number,
  headers: http.IncomingHttpHeaders,
  host: string,
): DownloadError {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const details = { status, host, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const fault = faultOf(status, headers['x-error-code']);
  return new DownloadError(fault, `${host} answered with the status ${status}.`, details);
}

function faultOf(status: number, errorCode: unknown): DownloadError['fault'] {
  // Hugging Face answers 401 for a repository that does not exist, and says so in a header
  if (errorCode === 'RepoNotFound' || errorCode === 'EntryNotFound') return 'notFound';
  if (status === 401) return 'unauthorised';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'notFound';
  if (status === 407) return 'proxyRefused';
  if (status === 429) return 'rateLimited';
  if (status === 408 || status >= 500) return 'serverFailed';
  return 'badResponse';
}
