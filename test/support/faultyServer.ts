import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a server does instead of sending what was asked for. */
export type Fault =
  | { readonly kind: 'cut' | 'stall'; readonly afterBytes: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: 'redirect'; readonly to: string; readonly headers?: Record<string, string> }
  /** Sends the whole file whatever range is asked for. */
  | { readonly kind: 'ignoreRange' }
  /** Names a range that is not the one that was asked for. */
  | { readonly kind: 'wrongRange' }
  /** Announces so many bytes more than it sends. */
  | { readonly kind: 'promise'; readonly moreBytes: number }
  /** Says in Content-Range that the whole is so much larger than it is. */
  | { readonly kind: 'claim'; readonly moreBytes: number }
  | { readonly kind: 'compressed' }
  | { readonly kind: 'html' }
  /** Never answers. */
  | { readonly kind: 'silent' };

export interface SeenRequest {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
}

export interface ServedFile {
  bytes: Buffer;
  /** null: no validators at all. */
  etag?: string | null;
  headers?: Record<string, string>;
  /** Taken one by one, by requests that `faultsHit`; afterwards the server is sound. */
  faults?: Fault[];
  /** Requests for the first bytes only are `probe`s. */
  faultsHit?: 'probe' | 'body' | 'any';
  /** Where set, every request is treated so. */
  always?: Fault;
  /** Called before each answer with a body; may change the file. */
  onBody?: (file: ServedFile) => void;
  /** Answers 401 without this token, 403 with another. */
  token?: string;
  bytesPerSecond?: number;
}

const writeBytes = 16_384;

/** A web server on this machine whose faults are written down by the test. */
export class FaultyServer {
  readonly files = new Map<string, ServedFile>();
  readonly requests: SeenRequest[] = [];
  bytesSent = 0;
  mostConnections = 0;
  private connections = 0;
  private readonly server = http.createServer((request, response) => {
    void this.answer(request, response);
  });

  static async start(): Promise<FaultyServer> {
    const server = new FaultyServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  url(path: string): URL {
    return new URL(path, this.origin);
  }

  serve(path: string, file: ServedFile): ServedFile {
    this.files.set(path, file);
    return file;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', this.origin);
    // a proxy is asked for a whole address
    const path = pathname + search;
    this.requests.push({ path, headers: request.headers });
    response.on('error', () => undefined);
    const file = this.files.get(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    this.connections++;
    this.mostConnections = Math.max(this.mostConnections, this.connections);
    try {
      await this.answerFile(file, request, response);
    } finally {
      this.connections--;
    }
  }

  private async answerFile(
    file: ServedFile,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const isProbe = range?.[1] === '0' && Number(range[2]) < 16;
    const hit = file.faultsHit ?? 'any';
    const isHit = hit === 'any' || (hit === 'probe') === isProbe;
    if (file.token !== undefined && request.headers.authorization !== `Bearer ${file.token}`) {
      response.writeHead(request.headers.authorization === undefined ? 401 : 403).end();
      return;
    }
    const fault = file.always ?? (isHit ? file.faults?.shift() : undefined);
    if (fault && answerFault(fault, response)) return;
    if (!isProbe) file.onBody?.(file);
    const { bytes } = file;
    const etag =
      file.etag === undefined
        ? `"${createHash('md5').update(bytes).digest('hex')}"`
        : (file.etag ?? undefined);
    const wanted = request.headers['if-range'];
    const isPart =
      range !== null && fault?.kind !== 'ignoreRange' && (wanted === undefined || wanted === etag);
    const first = isPart ? Number(range[1]) : 0;
    const last =
      isPart && range[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
    const body = bytes.subarray(first, last + 1);
    const shift = fault?.kind === 'wrongRange' ? 1 : 0;
    const claimed = bytes.length + (fault?.kind === 'claim' ? fault.moreBytes : 0);
    response.writeHead(isPart ? 206 : 200, {
      ...(etag === undefined ? {} : { etag }),
      ...(isPart && { 'content-range': `bytes ${first + shift}-${last + shift}/${claimed}` }),
      'content-length': body.length + (fault?.kind === 'promise' ? fault.moreBytes : 0),
      ...(fault?.kind === 'compressed' && { 'content-encoding': 'gzip' }),
      ...file.headers,
    });
    await this.send(body, fault, file.bytesPerSecond, response);
  }

  private async send(
    body: Buffer,
    fault: Fault | undefined,
    bytesPerSecond: number | undefined,
    response: http.ServerResponse,
  ): Promise<void> {
    const stopsAt =
      fault?.kind === 'cut' || fault?.kind === 'stall' ? fault.afterBytes : body.length;
    for (let at = 0; at < Math.min(stopsAt, body.length) && !response.destroyed; at += writeBytes) {
      const chunk = body.subarray(at, Math.min(at + writeBytes, stopsAt));
      if (bytesPerSecond !== undefined) await delay((chunk.length / bytesPerSecond) * 1_000);
      this.bytesSent += chunk.length;
      if (!response.write(chunk)) await drained(response);
    }
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'cut' || fault?.kind === 'promise') {
      // let what was written leave before the connection is torn down
      await delay(5);
      response.destroy();
    } else {
      response.end();
    }
  }
}

/** @returns whether the fault was all there is to answer */
function answerFault(fault: Fault, response: http.ServerResponse): boolean {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, fault.headers).end('no');
      return true;
    case 'redirect':
      response.writeHead(302, { location: fault.to, ...fault.headers }).end();
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please sign in</html>');
      return true;
    case 'silent':
      return true;
    case 'cut':
    case 'stall':
    case 'ignoreRange':
    case 'wrongRange':
    case 'promise':
    case 'claim':
    case 'compressed':
      return false;
  }
}

function drained(response: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
