import type { IncomingHttpHeaders } from 'node:http';
import { parseContentRange } from './contentRange.js';
import { DownloadError } from './downloadError.js';
import type { HttpAnswer, HttpContext } from './httpGet.js';
import { bodyChunks, httpGet } from './httpGet.js';

/** Bytes that are asked for to learn about a file. */
const startBytes = 8;

/** What a server says of a file's content, to tell whether it is still the same. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A file as one server has it now. */
export interface RemoteFile {
  readonly address: URL;
  readonly sizeBytes: number;
  readonly validators: Validators;
  /** False where the server sends the whole file whatever it is asked for. */
  readonly servesRanges: boolean;
  /** In lower-case hexadecimal digits, where it is published. */
  readonly sha256?: string;
}

/**
 * Looks at the first 8 bytes of a file, so that a page to sign in on is not taken for it.
 * @throws {DownloadError} wrongKind
 */
export type CheckStart = (start: Buffer, host: string) => void;

/** What is known of a file before its server is asked. */
export interface PublishedFile {
  readonly sizeBytes?: number;
  readonly sha256?: string;
}

/**
 * Asks a server for the first bytes of a file, which shows its size, whether parts of it can be had, and that it is of
 * the right kind at all.
 * @throws {DownloadError} of the request; wrongKind, wrongSize, badResponse
 */
export async function probeRemoteFile(
  address: URL,
  published: PublishedFile,
  checkStart: CheckStart,
  context: HttpContext,
  signal: AbortSignal,
): Promise<RemoteFile> {
  const range = { range: `bytes=0-${startBytes - 1}` };
  const answer = await httpGet(address, range, context, signal);
  const { host } = answer;
  const start = await readStart(answer, context);
  requirePlainBody(answer);
  checkStart(start, host);
  const sizeBytes = sizeOf(answer);
  const linkedSizeBytes = wholeNumber(answer.firstHeaders['x-linked-size']);
  const sizes = [published.sizeBytes, linkedSizeBytes].filter((size) => size !== undefined);
  if (sizes.some((size) => size !== sizeBytes)) {
    throw new DownloadError('wrongSize', `${host} has a file of another size than published.`, {
      host,
    });
  }
  const sha256 = published.sha256 ?? linkedSha256(answer.firstHeaders);
  return {
    address,
    sizeBytes,
    validators: validatorsOf(answer.headers),
    servesRanges: answer.status === 206,
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

export function validatorsOf({
  etag,
  'last-modified': lastModified,
}: IncomingHttpHeaders): Validators {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

/** A compressed body would be saved as it is. @throws {DownloadError} badResponse */
export function requirePlainBody({ headers, host }: HttpAnswer): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new DownloadError('badResponse', `${host} sends the file compressed (${encoding}).`, {
    host,
  });
}

async function readStart(answer: HttpAnswer, context: HttpContext): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of bodyChunks(answer, context)) {
    start = Buffer.concat([start, chunk]);
    if (start.length >= startBytes) break;
  }
  return start.subarray(0, startBytes);
}

function sizeOf({ status, headers, host }: HttpAnswer): number {
  const range = parseContentRange(headers['content-range']);
  const sizeBytes =
    status === 206 && range?.first === 0
      ? range.sizeBytes
      : wholeNumber(status === 200 ? headers['content-length'] : undefined);
  if (sizeBytes !== undefined) return sizeBytes;
  throw new DownloadError('badResponse', `${host} does not say how large the file is.`, { host });
}

function wholeNumber(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Hugging Face names the SHA-256 of large files in the answer that redirects to their store. */
function linkedSha256(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['x-linked-etag'];
  return typeof value === 'string'
    ? /^"?([0-9a-f]{64})"?$/i.exec(value)?.[1]?.toLowerCase()
    : undefined;
}
