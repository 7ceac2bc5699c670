import * as v from 'valibot';
import { assertNever } from '../../../base/assertNever.js';
import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import type { Log } from '../../../base/log.js';
import type { Observable } from '../../../base/observableValue.js';
import type {
  EngineSummary,
  ExpertsChange,
  ExportFormat,
  FromExpertsView,
  Reveal,
  ToExpertsView,
} from '../../../protocol/expertsView.js';
import { expertsViewVersion, fromExpertsView } from '../../../protocol/expertsView.js';
import type { RoutingAvailability } from '../../../protocol/routingTrace.js';
import type { RequestStore, StoreEvent } from './requestStore.js';

/** Milliseconds over which changes are gathered into one message. */
const batchMs = 33;

export interface ExpertsViewChannelOptions {
  readonly store: RequestStore;
  readonly engine: Observable<EngineSummary>;
  readonly availability: Observable<RoutingAvailability | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  /** Sends to the view; false when it is not there to hear. */
  readonly post: (message: ToExpertsView) => void;
  readonly actions: {
    setRecording(recording: boolean): void;
    export(format: ExportFormat, requestId: string | undefined): void;
    clear(): void;
  };
}

/** The host's end of the conversation with one Experts view, from its first message until it goes. */
export class ExpertsViewChannel implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly pending: ExpertsChange[] = [];
  private batchTimer: Disposable | undefined;
  private sequence = 0;
  private started = false;
  private watchedIds: readonly string[] = [];
  private watchesSession = false;

  /** @param reveal what to show first */
  constructor(
    private readonly options: ExpertsViewChannelOptions,
    private reveal?: Reveal,
  ) {
    const { store, engine, availability } = options;
    this.disposables.add(
      store.onDidChange((event) => {
        this.onStore(event);
      }),
    );
    this.disposables.add(
      engine.onDidChange((summary) => {
        this.queue({ kind: 'engine', engine: summary });
      }),
    );
    this.disposables.add(
      availability.onDidChange((value) => {
        this.queue({ kind: 'availability', availability: value });
      }),
    );
  }

  /** Takes a message as it came from the view; one that is not understood is logged and dropped. */
  receive(message: unknown): void {
    const parsed = v.safeParse(fromExpertsView, message);
    if (!parsed.success) {
      this.options.log.warn('The Experts view sent a message that is not understood.');
      return;
    }
    this.handle(parsed.output);
  }

  /** Selects a request in the view. */
  show(reveal: Reveal): void {
    if (this.started) this.queue({ kind: 'reveal', reveal });
    else this.reveal = reveal;
  }

  /** A sentence for the view's status line. */
  notify(text: string): void {
    this.queue({ kind: 'notice', text });
  }

  dispose(): void {
    this.batchTimer?.dispose();
    this.disposables.dispose();
  }

  private handle(message: FromExpertsView): void {
    const { actions } = this.options;
    switch (message.type) {
      case 'ready':
        this.sendSnapshot();
        return;
      case 'watch':
        this.watch(message.requestIds, message.session);
        return;
      case 'setRecording':
        actions.setRecording(message.recording);
        return;
      case 'export':
        actions.export(message.format, message.requestId);
        return;
      case 'clear':
        actions.clear();
        return;
      default:
        assertNever(message);
    }
  }

  private sendSnapshot(): void {
    const { store, engine, availability, post } = this.options;
    this.started = true;
    this.watchedIds = [];
    this.watchesSession = false;
    this.pending.length = 0;
    this.sequence++;
    post({
      type: 'snapshot',
      version: expertsViewVersion,
      sequence: this.sequence,
      state: {
        rows: store.rows,
        latency: store.latency,
        engine: engine.value,
        ...(availability.value && { availability: availability.value }),
        ...(this.reveal && { reveal: this.reveal }),
      },
    });
    this.reveal = undefined;
  }

  /** Sends what is newly watched; what was watched before is up to date already. */
  private watch(requestIds: readonly string[], session: boolean): void {
    const fresh = requestIds.filter((id) => !this.watchedIds.includes(id));
    const sessionIsFresh = session && !this.watchesSession;
    this.watchedIds = requestIds;
    this.watchesSession = session;
    for (const requestId of fresh) this.queueRouting(requestId);
    if (sessionIsFresh) this.queueSession();
    // the user is waiting for it
    this.flush();
  }

  private onStore(event: StoreEvent): void {
    if (!this.started) return;
    switch (event.kind) {
      case 'request':
        this.queueRow(event);
        return;
      case 'latency':
        this.queue(event);
        return;
      case 'cleared':
        this.queue(event);
        return;
      case 'rows':
        if (this.watchedIds.includes(event.requestId)) this.queueRows(event);
        return;
      case 'routing':
        if (this.watchedIds.includes(event.requestId)) this.queueRouting(event.requestId);
        if (this.watchesSession) this.queueSession();
        return;
      case 'routingEnd':
        if (this.watchedIds.includes(event.requestId)) this.queue(event);
        if (this.watchesSession) this.queueSession();
        return;
      default:
        assertNever(event);
    }
  }

  /** Only the last state of a request within a batch matters. */
  private queueRow(change: Extract<ExpertsChange, { kind: 'request' }>): void {
    const { id } = change.row.record;
    const index = this.pending.findIndex(
      (each) => each.kind === 'request' && each.row.record.id === id,
    );
    if (index === -1) this.queue(change);
    else this.pending[index] = change;
  }

  private queueRouting(requestId: string): void {
    // the whole routing says more than the rows that wait to be sent
    this.drop(
      (each) =>
        (each.kind === 'routing' || each.kind === 'routingRows') && each.requestId === requestId,
    );
    const routing = this.options.store.routingOf(requestId);
    this.queue({ kind: 'routing', requestId, routing });
  }

  /** A whole routing that waits to be sent was read before these rows, so they follow it. */
  private queueRows(event: Extract<StoreEvent, { kind: 'rows' }>): void {
    this.queue({ kind: 'routingRows', requestId: event.requestId, rows: event.rows });
  }

  private queueSession(): void {
    this.drop((each) => each.kind === 'session');
    this.queue({ kind: 'session', session: this.options.store.sessionRouting });
  }

  private drop(isObsolete: (change: ExpertsChange) => boolean): void {
    for (let index = this.pending.length - 1; index >= 0; index--) {
      const change = this.pending[index];
      if (change && isObsolete(change)) this.pending.splice(index, 1);
    }
  }

  private queue(change: ExpertsChange): void {
    if (!this.started) return;
    this.pending.push(change);
    this.batchTimer ??= this.options.clock.setTimer(batchMs, () => {
      this.flush();
    });
  }

  private flush(): void {
    this.batchTimer?.dispose();
    this.batchTimer = undefined;
    if (this.pending.length === 0) return;
    this.sequence++;
    const changes = this.pending.splice(0);
    this.options.post({ type: 'changes', sequence: this.sequence, changes });
  }
}
