import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { errorCode } from '../../network/errorCode.js';
import { RemoteError } from '../remoteError.js';
import { bodyChunks } from './bodyChunks.js';
import { connectionFault } from './connectionFault.js';
import type { RemotePolicy } from './remotePolicy.js';
import { statusFault } from './statusFault.js';

export interface HttpRequest {
  /** Whole address; its host is the one that the user has named. */
  readonly address: string;
  /** What is posted as JSON; absent = GET. */
  readonly body?: unknown;
  readonly accept: string;
  readonly key: string | undefined;
  /** Milliseconds from a standing connection to the beginning of the answer. */
  readonly answerMs: number;
}

export interface HttpAnswer {
  readonly contentType: string;
  readonly host: string;
  readonly body: http.IncomingMessage;
}

const errorBodyBytes = 65_536;
const staleCodes = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Requests to one endpoint, over connections that are kept open. Node's own http and https are used because VS Code
 * makes them honour its proxy and certificate settings. Redirections are not followed, so that neither text nor key
 * reaches a server that the user has not named.
 */
export class HttpClient implements Disposable {
  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };

  constructor(
    private readonly options: {
      readonly clock: Clock;
      readonly userAgent: string;
      readonly policy: RemotePolicy;
    },
  ) {}

  /** @throws {RemoteError} for every status but 200; the signal's error after an abort */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { host } = new URL(request.address);
    const body = await this.sendAgainIfStale(request, signal);
    const status = body.statusCode ?? 0;
    const contentType = (body.headers['content-type'] ?? '').toLowerCase();
    if (status !== 200) {
      throw statusFault(status, body.headers, await this.errorText(body, host), host);
    }
    return { contentType, host, body };
  }

  dispose(): void {
    this.agents['http:'].destroy();
    this.agents['https:'].destroy();
  }

  /**
   * A kept connection may have been closed by the server while the request was on its way to it: nothing was read of it
   * then, so it is safe to send it once more.
   */
  private async sendAgainIfStale(
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<http.IncomingMessage> {
    const first = await this.sendOnce(request, signal, true);
    return first ?? this.sendOnce(request, signal, false).then(required);
  }

  /** @returns undefined where a kept connection turned out to be closed */
  private sendOnce(
    { address, body, accept, key, answerMs }: HttpRequest,
    signal: AbortSignal,
    mayBeKept: boolean,
  ): Promise<http.IncomingMessage | undefined> {
    const { clock, policy, userAgent } = this.options;
    const url = new URL(address);
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const isEncrypted = url.protocol === 'https:';
    const options: https.RequestOptions = {
      method: content ? 'POST' : 'GET',
      signal,
      agent: mayBeKept ? this.agents[isEncrypted ? 'https:' : 'http:'] : false,
      headers: {
        accept,
        'accept-encoding': 'identity',
        'user-agent': userAgent,
        ...(content && { 'content-type': 'application/json', 'content-length': content.length }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
    };
    return new Promise((resolve, reject) => {
      const request = (isEncrypted ? https : http).request(url, options);
      const fail = (fault: 'connectTimeout' | 'firstTokenTimeout', waitedMs: number): void => {
        const detail = String(waitedMs / 1_000);
        request.destroy(new RemoteError(fault, { host: url.host, detail }));
      };
      let timer = clock.setTimer(policy.connectMs, () => {
        fail('connectTimeout', policy.connectMs);
      });
      const onConnected = (): void => {
        timer.dispose();
        timer = clock.setTimer(answerMs, () => {
          fail('firstTokenTimeout', answerMs);
        });
      };
      request.on('socket', (socket: Socket) => {
        if (socket.connecting) socket.once(isEncrypted ? 'secureConnect' : 'connect', onConnected);
        else onConnected();
      });
      request.on('response', (response) => {
        timer.dispose();
        resolve(response);
      });
      request.on('error', (error) => {
        timer.dispose();
        if (signal.aborted) reject(error);
        else if (mayBeKept && request.reusedSocket && staleCodes.has(errorCode(error))) {
          resolve(undefined);
        } else reject(connectionFault(error, url.host));
      });
      request.end(content);
    });
  }

  private async errorText(body: http.IncomingMessage, host: string): Promise<string> {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    try {
      const { clock, policy } = this.options;
      for await (const chunk of bodyChunks({ body, host }, clock, () => policy.smallAnswerMs)) {
        chunks.push(chunk);
        sizeBytes += chunk.length;
        if (sizeBytes > errorBodyBytes) break;
      }
    } catch {
      // the status is what counts
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

function required(response: http.IncomingMessage | undefined): http.IncomingMessage {
  if (response) return response;
  throw new RemoteError('interrupted');
}
