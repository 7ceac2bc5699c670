import type { Clock } from '../../base/clock.js';
import type { AnswerPiece } from '../api/answerPiece.js';
import { errorInAnswer, readPiece } from '../api/readPiece.js';
import { RemoteError } from '../remoteError.js';
import { bodyChunks } from './bodyChunks.js';
import type { HttpAnswer } from './httpClient.js';
import type { RemotePolicy } from './remotePolicy.js';
import type { ServerSentEvent } from './sseParser.js';
import { SseParser } from './sseParser.js';

export interface AnswerLimits {
  readonly clock: Clock;
  readonly policy: RemotePolicy;
  /** Milliseconds until the first token. */
  readonly firstTokenMs: number;
}

/** Milliseconds that a server may take to end the body once it has said that it is done. */
const closeMs = 100;

/**
 * The parts of an answer, a stream's as they come; a server that answers whole gives one. Leaving the loop ends the
 * request on the server.
 * @throws {RemoteError} interrupted where it ends before the answer does
 */
export async function* readAnswer(
  answer: HttpAnswer,
  limits: AnswerLimits,
): AsyncGenerator<AnswerPiece, void, undefined> {
  const { contentType, host } = answer;
  if (contentType.includes('text/html')) throw new RemoteError('notJson', { host });
  if (contentType.includes('json')) yield readPiece(await readText(answer, limits), host);
  else yield* readStream(answer, limits);
}

/** The whole body of a small or large JSON answer. @throws {RemoteError} tooLong, idleTimeout, interrupted */
export async function readText(
  answer: HttpAnswer,
  { clock, policy }: Pick<AnswerLimits, 'clock' | 'policy'>,
): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of bodyChunks(answer, clock, () => policy.idleMs)) {
    sizeBytes += chunk.length;
    if (sizeBytes > policy.answerBytes) throw new RemoteError('tooLong', { host: answer.host });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* readStream(
  answer: HttpAnswer,
  { clock, policy, firstTokenMs }: AnswerLimits,
): AsyncGenerator<AnswerPiece, void, undefined> {
  const { host } = answer;
  const parser = new SseParser(policy.answerBytes);
  const untilFirstMs = clock.nowMs() + firstTokenMs;
  const seen = { token: false, end: false, done: false };
  const patienceMs = (): number => {
    if (seen.done) return Math.min(policy.trailerMs, closeMs);
    if (seen.end) return policy.trailerMs;
    return seen.token ? policy.idleMs : Math.max(1, untilFirstMs - clock.nowMs());
  };
  const take = (event: ServerSentEvent): AnswerPiece | undefined => {
    if (seen.done) return undefined;
    if (event.event === 'error') throw errorInAnswer(event.data, host);
    if (event.data.trim() === '[DONE]') {
      // the body is read to its end, so that the connection can be used again
      seen.done = true;
      seen.end = true;
      return undefined;
    }
    const piece = readPiece(event.data, host);
    seen.token ||= piece.hasToken;
    seen.end ||= piece.finish !== undefined;
    return piece;
  };
  try {
    for await (const chunk of bodyChunks(answer, clock, patienceMs)) {
      for (const event of parsed(parser, chunk, host)) {
        const piece = take(event);
        if (piece) yield piece;
      }
    }
    for (const event of parser.end()) {
      const piece = takeLast(take, event, host);
      if (piece) yield piece;
    }
  } catch (error) {
    // what comes after a complete answer is not worth failing for
    const isWaiting = RemoteError.is(error, 'idleTimeout') || RemoteError.is(error, 'interrupted');
    if (seen.end && isWaiting) return;
    if (RemoteError.is(error, 'idleTimeout') && !seen.token) {
      const detail = String(firstTokenMs / 1_000);
      throw new RemoteError('firstTokenTimeout', { host, detail, cause: error });
    }
    throw error;
  }
  if (!seen.end) throw new RemoteError('interrupted', { host });
}

function parsed(parser: SseParser, chunk: Buffer, host: string): ServerSentEvent[] {
  try {
    return parser.push(chunk);
  } catch (error) {
    throw new RemoteError('tooLong', { host, cause: error });
  }
}

/** An event that the stream's end has cut is no bad answer but half of one. */
function takeLast<T>(take: (event: ServerSentEvent) => T, event: ServerSentEvent, host: string): T {
  try {
    return take(event);
  } catch (error) {
    if (RemoteError.is(error, 'notJson')) {
      throw new RemoteError('interrupted', { host, cause: error });
    }
    throw error;
  }
}
