import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import { Emitter } from '../base/emitter.js';
import type { Log } from '../base/log.js';
import { raceAbort } from '../base/raceAbort.js';
import type { Translate } from '../base/translate.js';
import type { Engine } from '../protocol/engine.js';
import type {
  EngineNotifications,
  GenerateParams,
  GenerateResult,
} from '../protocol/engineProtocol.js';
import type { EngineState } from '../protocol/engineState.js';
import { AheadRequests } from './aheadRequests.js';
import { EndpointLink } from './endpointLink.js';
import type { OpenLink } from './endpointLink.js';
import { HttpClient } from './http/httpClient.js';
import type { RemotePolicy } from './http/remotePolicy.js';
import { defaultRemotePolicy } from './http/remotePolicy.js';
import type { RemoteEndpoint } from './remoteEndpoint.js';
import { RemoteError } from './remoteError.js';
import { remoteEngineError } from './remoteFaultText.js';
import type { RemoteResult } from './remoteGeneration.js';
import { RemoteGeneration } from './remoteGeneration.js';
import type { ExpertFacts } from './routing/expertFacts.js';
import { RemoteRouting } from './routing/remoteRouting.js';

export interface RemoteClientOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly t: Translate;
  readonly userAgent: string;
  /** The key for an endpoint, asked for by its origin; it goes there and nowhere else. */
  readonly key: (origin: string) => Promise<string | undefined>;
  /** What the routers of a model choose from, by its name, where that is known. */
  readonly knownExperts: (modelName: string) => ExpertFacts | undefined;
  readonly policy?: RemotePolicy;
}

/**
 * A remote OpenAI-compatible endpoint as an engine. Touches the network only while an endpoint is set; its faults are
 * `EngineError`s whose messages name neither text nor key.
 */
export class RemoteClient implements Engine, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly busyChange = this.disposables.add(new Emitter<boolean>());
  private readonly routingTrace = this.disposables.add(
    new Emitter<EngineNotifications['routingTrace']>(),
  );
  private readonly routingBatch = this.disposables.add(
    new Emitter<EngineNotifications['routingBatch']>(),
  );
  private readonly ahead = new AheadRequests();
  private readonly http: HttpClient;
  private readonly link: EndpointLink;
  private readonly routing: RemoteRouting;
  private generating = 0;
  private isRecording = true;
  /** Before this moment of the clock the server wants no request. */
  private notBeforeMs = -Infinity;

  readonly onDidChangeBusy = this.busyChange.event;
  readonly onRoutingBatch = this.routingBatch.event;
  readonly onRoutingTrace = this.routingTrace.event;
  readonly onDidChangeState: Engine['onDidChangeState'];

  constructor(private readonly options: RemoteClientOptions) {
    const { clock, userAgent, policy = defaultRemotePolicy } = options;
    this.http = this.disposables.add(new HttpClient({ clock, userAgent, policy }));
    this.link = this.disposables.add(new EndpointLink({ ...options, http: this.http, policy }));
    this.routing = new RemoteRouting(options);
    this.onDidChangeState = this.link.onDidChangeState;
  }

  get state(): EngineState {
    return this.link.state;
  }

  get recording(): boolean {
    return this.isRecording;
  }

  /** Uses another endpoint from now on; undefined: none. Requests that run end as aborted. */
  setEndpoint(endpoint: RemoteEndpoint | undefined): void {
    this.notBeforeMs = -Infinity;
    this.link.setEndpoint(endpoint);
  }

  /** Asks the endpoint again what it serves, with the key that is stored now. */
  reconnect(): void {
    this.notBeforeMs = -Infinity;
    this.link.reconnect();
  }

  async generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void = () => undefined,
  ): Promise<GenerateResult> {
    const link = await raceAbort(this.link.opened(), signal);
    this.refuseIfTooEarly(link);
    if (++this.generating === 1) this.busyChange.fire(true);
    try {
      return await this.ahead.run(params, AbortSignal.any([signal, link.signal]), (either) =>
        this.generateNow(params, link, either, params.stream ? onText : () => undefined),
      );
    } finally {
      if (--this.generating === 0) this.busyChange.fire(false);
    }
  }

  async countTokens(text: string, signal = new AbortController().signal): Promise<number> {
    const { counter } = await raceAbort(this.link.opened(), signal);
    try {
      return await counter.count(text, signal);
    } catch (error) {
      throw this.engineError(error);
    }
  }

  setRecording(recording: boolean): Promise<void> {
    this.isRecording = recording;
    return Promise.resolve();
  }

  /** Nothing is used of this machine. */
  resources(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async generateNow(
    params: GenerateParams,
    link: OpenLink,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<GenerateResult> {
    const { clock } = this.options;
    const mode = link.endpoint.routing;
    const routing = this.isRecording && mode !== 'off' && link.model.software !== 'llamaCpp';
    const stream = !(routing && mode === 'always');
    const { model, connection } = link;
    const parts = { model, connection, clock, onText };
    try {
      const answer = await new RemoteGeneration(params, { stream, routing }, parts).run(signal);
      this.publishRouting(params.id, answer, link);
      return answer.result;
    } catch (error) {
      throw this.failed(error, link);
    }
  }

  private publishRouting(id: string, { routing }: RemoteResult, link: OpenLink): void {
    if (!routing || !this.isRecording) return;
    const read = this.routing.read(routing, link);
    if (read.kind === 'absent') {
      this.link.update(link, { routing: { kind: 'notMeasurable', reason: read.reason } });
      return;
    }
    this.link.update(link, { routing: { kind: 'measured', recording: true }, trace: read.trace });
    this.routingTrace.fire({ id, trace: read.trace });
  }

  /** A server that wants to be left alone is, and the user is told so at once. */
  private refuseIfTooEarly({ endpoint }: OpenLink): void {
    const retryAfterMs = this.notBeforeMs - this.options.clock.nowMs();
    if (retryAfterMs <= 0) return;
    const { host } = endpoint.address;
    throw this.engineError(new RemoteError('rateLimited', { status: 429, host, retryAfterMs }));
  }

  private failed(error: unknown, link: OpenLink): Error {
    if (!RemoteError.is(error)) return this.engineError(error);
    const { retryAfterMs } = error.details;
    if (retryAfterMs !== undefined) {
      this.notBeforeMs = this.options.clock.nowMs() + retryAfterMs;
    }
    this.options.log.warn(`The remote endpoint failed: ${error.message}.`);
    const engineError = this.engineError(error);
    this.link.failed(link, error);
    return engineError;
  }

  private engineError(error: unknown): Error {
    if (RemoteError.is(error)) return remoteEngineError(error, this.options.t);
    return error instanceof Error ? error : new Error(String(error));
  }
}
