import type { Clock } from '../base/clock.js';
import type { AnswerPiece } from './api/answerPiece.js';
import type { ApiRequest } from './api/requestBody.js';
import type { ServerModels } from './api/serverModels.js';
import { readServerModels } from './api/serverModels.js';
import type { EndpointAddress } from './endpointAddress.js';
import type { HttpAnswer, HttpClient } from './http/httpClient.js';
import { readAnswer, readText } from './http/readAnswer.js';
import type { RemotePolicy } from './http/remotePolicy.js';
import { RemoteError } from './remoteError.js';

/** An endpoint's address and key, and what can be asked there. */
export class RemoteConnection {
  /** Extras are left out once the server has refused them and taken the same request without. */
  private isPlain = false;

  constructor(
    readonly address: EndpointAddress,
    private readonly key: string | undefined,
    private readonly http: HttpClient,
    private readonly options: {
      readonly clock: Clock;
      readonly policy: RemotePolicy;
      readonly firstTokenMs: number;
    },
  ) {}

  /** @throws {RemoteError} */
  async models(signal: AbortSignal): Promise<ServerModels> {
    const models = readServerModels(await this.get(`${this.address.api}/models`, signal));
    if (!models) throw new RemoteError('badAnswer', { host: this.address.host });
    return models;
  }

  /** A JSON document of the server. @throws {RemoteError} */
  get(address: string, signal: AbortSignal): Promise<unknown> {
    return this.json(address, undefined, signal);
  }

  /** @param path below the server's root @throws {RemoteError} */
  postToRoot(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    return this.json(`${this.address.root}${path}`, body, signal);
  }

  /**
   * Asks for a text. Nothing was generated for a request that was refused as it stands, so it is safe to ask again
   * without what the server may not know.
   * @returns when the answer begins @throws {RemoteError}
   */
  async ask(
    request: ApiRequest,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<AnswerPiece, void, undefined>> {
    const { clock, policy, firstTokenMs } = this.options;
    const limits = { clock, policy, firstTokenMs };
    if (this.isPlain) return readAnswer(await this.post(request, {}, signal), limits);
    try {
      return readAnswer(await this.post(request, request.extras, signal), limits);
    } catch (error) {
      if (!RemoteError.is(error, 'rejected') || isEmpty(request.extras)) throw error;
      const answer = await this.post(request, {}, signal);
      this.isPlain = true;
      return readAnswer(answer, limits);
    }
  }

  private post(
    { path, isOfRoot, body }: ApiRequest,
    extras: ApiRequest['extras'],
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const request = {
      address: `${isOfRoot ? this.address.root : this.address.api}${path}`,
      body: { ...body, ...extras },
      accept: 'text/event-stream, application/json',
      key: this.key,
      answerMs: this.options.firstTokenMs,
    };
    return this.http.send(request, signal);
  }

  private async json(address: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const { policy } = this.options;
    const accept = 'application/json';
    const request = { address, body, accept, key: this.key, answerMs: policy.smallAnswerMs };
    const answer = await this.http.send(request, signal);
    const text = await readText(answer, this.options);
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new RemoteError('notJson', { host: answer.host, cause: error });
    }
  }
}

function isEmpty(extras: ApiRequest['extras']): boolean {
  return Object.keys(extras).length === 0;
}
