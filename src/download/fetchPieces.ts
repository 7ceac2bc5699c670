import { parseContentRange } from './contentRange.js';
import { DownloadError } from './downloadError.js';
import type { HttpAnswer, HttpContext } from './httpGet.js';
import { bodyChunks, httpGet } from './httpGet.js';
import type { PartFile } from './partFile.js';
import { haveSameValidator } from './partState.js';
import type { RemoteFile } from './remoteFile.js';
import { requirePlainBody, validatorsOf } from './remoteFile.js';

/** Bytes that are gathered before they are written, because the network delivers crumbs. */
const writeSizeBytes = 2 ** 20;
/** Milliseconds after which they are written anyway, so that a slow download shows and loses nothing. */
const longestGatherMs = 400;

/**
 * Fetches what is missing of a file. The first connection that fails ends the others; what they received is kept.
 * @throws {DownloadError}
 */
export async function fetchPieces(
  remote: RemoteFile,
  part: PartFile,
  connections: number,
  context: HttpContext,
  signal: AbortSignal,
): Promise<void> {
  if (!remote.servesRanges) {
    await fetchWhole(remote, part, context, signal);
    return;
  }
  const queue = part.pieces.missing();
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const work = async (): Promise<void> => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      await fetchPiece(index, remote, part, context, either);
    }
  };
  const workers = Array.from({ length: Math.min(connections, queue.length) }, work);
  const settled = Promise.allSettled(workers);
  try {
    await Promise.all(workers);
  } finally {
    failed.abort();
    await settled;
  }
}

async function fetchPiece(
  index: number,
  remote: RemoteFile,
  part: PartFile,
  context: HttpContext,
  signal: AbortSignal,
): Promise<void> {
  const [first, last] = [part.pieces.next(index), part.pieces.end(index) - 1];
  const { etag } = remote.validators;
  const isStrong = etag !== undefined && !etag.startsWith('W/');
  const headers = { range: `bytes=${first}-${last}`, ...(isStrong && { 'if-range': etag }) };
  const answer = await httpGet(remote.address, headers, context, signal);
  checkPartialAnswer(answer, remote, first, last);
  await receive(answer, context, signal, async (chunks, sizeBytes) => {
    if (part.pieces.next(index) + sizeBytes > last + 1) throw tooMuch(answer.host);
    await part.append(index, chunks);
  });
  if (part.pieces.next(index) <= last) throw cutShort(answer.host);
}

function checkPartialAnswer(
  answer: HttpAnswer,
  remote: RemoteFile,
  first: number,
  last: number,
): void {
  const { status, headers, host } = answer;
  try {
    requirePlainBody(answer);
    requireUnchanged(answer, remote);
    // the whole file instead of a part: it is another one, or the server serves no ranges any more
    if (status === 200) throw changed(host);
    const range = parseContentRange(headers['content-range']);
    if (range?.sizeBytes !== undefined && range.sizeBytes !== remote.sizeBytes) throw changed(host);
    if (range?.first !== first || range.last !== last) {
      throw new DownloadError('badResponse', `${host} sends another part than was asked for.`, {
        host,
      });
    }
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

/**
 * Reads the whole file from a server that serves no ranges. Bytes that are there already are passed over, so that a cut
 * never costs what was received.
 */
async function fetchWhole(
  remote: RemoteFile,
  part: PartFile,
  context: HttpContext,
  signal: AbortSignal,
): Promise<void> {
  const answer = await httpGet(remote.address, {}, context, signal);
  requirePlainBody(answer);
  requireUnchanged(answer, remote);
  const { pieces } = part;
  let position = 0;
  await receive(answer, context, signal, async (chunks, sizeBytes) => {
    if (position + sizeBytes > remote.sizeBytes) throw tooMuch(answer.host);
    const bytes = Buffer.concat(chunks);
    const start = position;
    position += sizeBytes;
    const firstPiece = Math.floor(start / pieces.pieceSizeBytes);
    for (let index = firstPiece; index < pieces.count && pieces.next(index) < position; index++) {
      const from = Math.max(pieces.next(index), start);
      const to = Math.min(pieces.end(index), position);
      if (from < to) await part.append(index, [bytes.subarray(from - start, to - start)]);
    }
  });
  if (position < remote.sizeBytes) throw cutShort(answer.host);
}

/** Hands a body over in larger portions; what came before a fault is handed over too. */
async function receive(
  answer: HttpAnswer,
  context: HttpContext,
  signal: AbortSignal,
  take: (chunks: readonly Buffer[], sizeBytes: number) => Promise<void>,
): Promise<void> {
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  let flushedAtMs = context.clock.nowMs();
  const flush = async (): Promise<void> => {
    const [taken, takenBytes] = [chunks, sizeBytes];
    [chunks, sizeBytes] = [[], 0];
    flushedAtMs = context.clock.nowMs();
    if (takenBytes > 0) await take(taken, takenBytes);
  };
  try {
    for await (const chunk of bodyChunks(answer, context)) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      const gatherMs = context.clock.nowMs() - flushedAtMs;
      if (sizeBytes >= writeSizeBytes || gatherMs >= longestGatherMs) await flush();
    }
  } catch (error) {
    await flush();
    throw signal.aborted ? signal.reason : error;
  }
  await flush();
}

function requireUnchanged(answer: HttpAnswer, remote: RemoteFile): void {
  const isSame = haveSameValidator(remote.validators, validatorsOf(answer.headers));
  if (isSame === false) throw changed(answer.host);
}

function changed(host: string): DownloadError {
  return new DownloadError('changed', `${host} has another file than before.`, { host });
}

function cutShort(host: string): DownloadError {
  return new DownloadError('interrupted', `${host} sent less than it had announced.`, { host });
}

function tooMuch(host: string): DownloadError {
  return new DownloadError('badResponse', `${host} sends more than it had announced.`, { host });
}
