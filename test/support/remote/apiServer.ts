import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import * as v from 'valibot';

/** A request as the server has seen it. */
export interface SeenCall {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** The client closed the connection before the answer was complete. */
  wasCut: boolean;
}

export type Answer = (
  response: http.ServerResponse,
  call: SeenCall,
  request: http.IncomingMessage,
) => Promise<void> | void;

const bodySchema = v.record(v.string(), v.unknown());

/** A web server on this machine that speaks the OpenAI API as far as a test writes it down. */
export class ApiServer {
  readonly calls: SeenCall[] = [];
  /** By path; `/v1/models` is there from the start. */
  readonly answers = new Map<string, Answer>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: http.Server | https.Server,
    private readonly scheme: 'http' | 'https',
  ) {}

  static async start(
    tls?: { readonly key: Buffer; readonly cert: Buffer },
    port = 0,
  ): Promise<ApiServer> {
    const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      void self.handle(request, response);
    };
    const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
    const self: ApiServer = new ApiServer(server, tls ? 'https' : 'http');
    server.on('connection', (socket: Socket) => {
      self.sockets.add(socket);
      socket.on('close', () => self.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    self.models('vllm', [{ id: 'Qwen/Qwen3-Coder-30B-A3B-Instruct', max_model_len: 8192 }]);
    return self;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.sockets.size;
  }

  models(owner: string, models: readonly Readonly<Record<string, unknown>>[]): void {
    const data = models.map((model) => ({ object: 'model', owned_by: owner, ...model }));
    this.json('/v1/models', { object: 'list', data });
  }

  json(path: string, value: unknown, status = 200, headers: Record<string, string> = {}): void {
    this.answers.set(path, (response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    });
  }

  /** Streams the events as they stand, each a JSON value or a line of text, then `[DONE]`. */
  stream(path: string, events: readonly unknown[], pauseMs = 0): void {
    this.answers.set(path, async (response, call) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of [...events, '[DONE]']) {
        if (call.wasCut) return;
        response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      response.end();
    });
  }

  callsTo(path: string): readonly SeenCall[] {
    return this.calls.filter((call) => call.path === path);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const body = text === '' ? {} : v.parse(bodySchema, JSON.parse(text));
    const path = request.url ?? '';
    const call: SeenCall = { path, headers: request.headers, body, wasCut: false };
    response.on('close', () => {
      call.wasCut = !response.writableFinished;
    });
    response.on('error', () => undefined);
    this.calls.push(call);
    const answer = this.answers.get(path);
    if (answer) await answer(response, call, request);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found');
  }
}
