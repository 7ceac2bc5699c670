import { DownloadError } from './downloadError.js';
import type { HttpAnswer, HttpContext } from './httpGet.js';
import { bodyChunks, httpGet } from './httpGet.js';

const mostBytes = 16 * 2 ** 20;

export interface JsonAnswer {
  readonly value: unknown;
  readonly headers: HttpAnswer['headers'];
}

/** Asks for a JSON document. @throws {DownloadError} of the request; badResponse where it is no JSON or too long */
export async function httpJson(
  address: URL,
  context: HttpContext,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const answer = await httpGet(address, { accept: 'application/json' }, context, signal);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of bodyChunks(answer, context)) {
    sizeBytes += chunk.length;
    if (sizeBytes > mostBytes) throw noJson(answer.host);
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return { value, headers: answer.headers };
  } catch (error) {
    throw noJson(answer.host, error);
  }
}

function noJson(host: string, cause?: unknown): DownloadError {
  return new DownloadError('badResponse', `${host} sent no list that can be read.`, {
    host,
    cause,
  });
}
