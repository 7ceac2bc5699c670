import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import { Emitter } from '../base/emitter.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import type { Translate } from '../base/translate.js';
import { EngineError } from '../protocol/engineErrors.js';
import type { LoadedModel } from '../protocol/engineProtocol.js';
import type { EngineState } from '../protocol/engineState.js';
import type { RoutingAvailability, RoutingTrace } from '../protocol/routingTrace.js';
import type { HttpClient } from './http/httpClient.js';
import type { RemotePolicy } from './http/remotePolicy.js';
import { openEndpoint } from './openEndpoint.js';
import { RemoteConnection } from './remoteConnection.js';
import type { RemoteEndpoint } from './remoteEndpoint.js';
import { RemoteError } from './remoteError.js';
import { remoteEngineError } from './remoteFaultText.js';
import type { RemoteModel } from './remoteModel.js';
import { RemoteTokenCounter } from './remoteTokenCounter.js';

/** An endpoint that has answered. */
export interface OpenLink {
  readonly endpoint: RemoteEndpoint;
  readonly model: RemoteModel;
  readonly connection: RemoteConnection;
  readonly counter: RemoteTokenCounter;
  /** Aborted when the endpoint is no longer the one to use. */
  readonly signal: AbortSignal;
}

export interface EndpointLinkOptions {
  readonly http: HttpClient;
  readonly policy: RemotePolicy;
  readonly clock: Clock;
  readonly log: Log;
  readonly t: Translate;
  readonly key: (origin: string) => Promise<string | undefined>;
}

/** Faults after which nothing works until something changes: the state says so instead of every request. */
const endsLink = new Set(['offline', 'untrusted', 'unauthorised', 'forbidden', 'redirected']);

/** Holds the link to the endpoint: asks what it serves, tries again where that may help, and knows its state. */
export class EndpointLink implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly stateChange = this.disposables.add(new Emitter<EngineState>());
  private current: EngineState = { kind: 'stopped' };
  private endpoint: RemoteEndpoint | undefined;
  private abort = new AbortController();
  private opening: Promise<OpenLink> | undefined;
  private retryTimer: Disposable | undefined;
  private failures = 0;

  readonly onDidChangeState: Event<EngineState> = this.stateChange.event;

  constructor(private readonly options: EndpointLinkOptions) {}

  get state(): EngineState {
    return this.current;
  }

  setEndpoint(endpoint: RemoteEndpoint | undefined): void {
    this.endpoint = endpoint;
    this.reconnect();
  }

  reconnect(): void {
    this.failures = 0;
    this.open();
  }

  /** The endpoint in use, when it has answered. @throws {EngineError} where it has failed, or there is none */
  opened(): Promise<OpenLink> {
    const { t } = this.options;
    return (
      this.opening ??
      Promise.reject(new EngineError('noModel', t('No remote endpoint is configured.')))
    );
  }

  /** What was learnt of the model since; ignored where another endpoint is used by now. */
  update(
    { signal }: OpenLink,
    { routing, trace }: { readonly routing: RoutingAvailability; readonly trace?: RoutingTrace },
  ): void {
    const state = this.current;
    if (signal.aborted || state.kind !== 'ready') return;
    const model: LoadedModel = { ...state.model, routing };
    if (!trace) {
      if (!isSame(state.model.routing, routing)) this.publish({ kind: 'ready', model });
      return;
    }
    if (state.model.file.experts && isSame(state.model.routing, routing)) return;
    const experts = {
      count: trace.expertCount,
      usedPerToken: trace.usedPerToken,
      sharedCount: trace.sharedExpertCount,
      moeLayers: trace.layers,
    };
    this.publish({ kind: 'ready', model: { ...model, file: { ...model.file, experts } } });
  }

  /** A request has failed: some faults show that the link is gone. */
  failed({ signal }: OpenLink, error: RemoteError): void {
    if (!signal.aborted && endsLink.has(error.fault)) this.close(error);
  }

  dispose(): void {
    this.abort.abort();
    this.retryTimer?.dispose();
    this.disposables.dispose();
  }

  private open(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.retryTimer?.dispose();
    this.opening = undefined;
    const { endpoint } = this;
    if (!endpoint) {
      this.publish({ kind: 'stopped' });
      return;
    }
    this.publish({ kind: 'starting' });
    const opening = this.openLink(endpoint, this.abort.signal);
    this.opening = opening;
    // who waits for it hears of it; nobody may be waiting
    opening.catch(() => undefined);
  }

  private async openLink(endpoint: RemoteEndpoint, signal: AbortSignal): Promise<OpenLink> {
    const { http, t, key } = this.options;
    try {
      const connection = new RemoteConnection(
        endpoint.address,
        await key(endpoint.address.origin),
        http,
        { ...this.options, firstTokenMs: endpoint.firstTokenMs },
      );
      const { model, loaded } = await openEndpoint(endpoint, connection, t, signal);
      signal.throwIfAborted();
      this.failures = 0;
      this.options.log.info(
        `The remote endpoint answers: ${model.software}, ${model.contextSize} tokens of context, completion by ${model.fim.kind}.`,
      );
      this.publish({ kind: 'ready', model: loaded });
      return {
        endpoint,
        model,
        connection,
        counter: new RemoteTokenCounter(connection, model),
        signal,
      };
    } catch (error) {
      if (signal.aborted) {
        throw new EngineError('noModel', t('Another endpoint was chosen.'), { cause: error });
      }
      const fault = RemoteError.is(error) ? error : new RemoteError('badAnswer', { cause: error });
      this.close(fault);
      throw remoteEngineError(fault, t);
    }
  }

  private close(error: RemoteError): void {
    const { clock, policy, t, log } = this.options;
    log.warn(`The remote endpoint cannot be used: ${error.message}.`);
    const failure = remoteEngineError(error, t);
    const rejected = Promise.reject<OpenLink>(failure);
    rejected.catch(() => undefined);
    this.opening = rejected;
    this.publish({ kind: 'idle', error: { reason: failure.reason, message: failure.message } });
    if (!error.isPassing) return;
    const backOffMs = Math.min(policy.longestRetryMs, policy.firstRetryMs * 2 ** this.failures);
    this.failures += 1;
    const delayMs = Math.max(backOffMs, error.details.retryAfterMs ?? 0);
    this.retryTimer?.dispose();
    this.retryTimer = clock.setTimer(delayMs, () => {
      this.open();
    });
  }

  private publish(state: EngineState): void {
    if (state.kind === 'stopped' && this.current.kind === 'stopped') return;
    this.current = state;
    this.stateChange.fire(state);
  }
}

function isSame(one: RoutingAvailability, other: RoutingAvailability): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
