import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import { ObservableValue } from '../../../base/observableValue.js';
import type { EngineNotifications } from '../../../protocol/engineProtocol.js';
import type { EngineResources } from '../../../protocol/engineResources.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { RoutingAvailability } from '../../../protocol/routingTrace.js';
import type { RoutingSource } from './routingSource.js';

/** The engine client, as far as it is needed here. */
export interface RoutingEngine {
  readonly state: EngineState;
  readonly recording: boolean;
  readonly onDidChangeState: Event<EngineState>;
  readonly onRoutingBatch: Event<EngineNotifications['routingBatch']>;
  readonly onRoutingTrace: Event<EngineNotifications['routingTrace']>;
  setRecording(recording: boolean): Promise<void>;
  resources(): Promise<EngineResources | undefined>;
}

/** Milliseconds for which what was read of the machine is good enough. */
const resourcesAgeMs = 2_000;

/** Routing as the engine process measures it. */
export class EngineRoutingSource implements RoutingSource, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly batches = this.disposables.add(
    new Emitter<Parameters<Parameters<RoutingSource['onBatch']>[0]>[0]>(),
  );
  private readonly traces = this.disposables.add(
    new Emitter<Parameters<Parameters<RoutingSource['onTrace']>[0]>[0]>(),
  );
  private readAtMs = -Infinity;

  readonly availability = this.disposables.add(
    new ObservableValue<RoutingAvailability | undefined>(undefined),
  );
  readonly resources = this.disposables.add(new ObservableValue<EngineResources>({}));
  readonly onBatch: RoutingSource['onBatch'] = this.batches.event;
  readonly onTrace: RoutingSource['onTrace'] = this.traces.event;

  constructor(
    private readonly engine: RoutingEngine,
    private readonly clock: Clock,
  ) {
    this.update();
    for (const subscription of [
      engine.onDidChangeState(() => {
        this.update();
      }),
      engine.onRoutingBatch(({ id, batch }) => {
        this.batches.fire({ requestId: id, batch });
      }),
      engine.onRoutingTrace(({ id, trace }) => {
        this.traces.fire({ requestId: id, trace });
        if (clock.nowMs() - this.readAtMs > resourcesAgeMs) void this.readResources();
      }),
    ]) {
      this.disposables.add(subscription);
    }
  }

  async setRecording(recording: boolean): Promise<void> {
    await this.engine.setRecording(recording);
    this.updateAvailability();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    this.updateAvailability();
    if (this.engine.state.kind === 'ready') void this.readResources();
  }

  private updateAvailability(): void {
    const { state, recording } = this.engine;
    if (state.kind !== 'ready') {
      this.availability.set(undefined);
      return;
    }
    const { routing } = state.model;
    this.availability.set(routing.kind === 'measured' ? { ...routing, recording } : routing);
  }

  /** The view does without what cannot be read, as when the process is going away. */
  private async readResources(): Promise<void> {
    this.readAtMs = this.clock.nowMs();
    const resources = await this.engine.resources().catch(() => undefined);
    if (resources) this.resources.set(resources);
  }
}
