import type { Disposable } from './base/disposable.js';
import { DisposableStore } from './base/disposableStore.js';
import { Emitter } from './base/emitter.js';
import type { Event } from './base/event.js';
import type { Observable } from './base/observableValue.js';
import type { Engine } from './protocol/engine.js';
import type {
  EngineNotifications,
  GenerateParams,
  GenerateResult,
} from './protocol/engineProtocol.js';
import type { EngineResources } from './protocol/engineResources.js';
import type { EngineState } from './protocol/engineState.js';

/**
 * The engine that is in use: the process of this machine, or a remote endpoint while one is configured. A request stays
 * with the engine that it began on.
 */
export class ActiveEngine implements Engine, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly stateChange = this.disposables.add(new Emitter<EngineState>());
  readonly onDidChangeState: Event<EngineState> = this.stateChange.event;
  readonly onDidChangeBusy: Event<boolean>;
  readonly onRoutingBatch: Event<EngineNotifications['routingBatch']>;
  readonly onRoutingTrace: Event<EngineNotifications['routingTrace']>;

  constructor(
    private readonly local: Engine,
    private readonly remote: Engine,
    private readonly isRemote: Observable<boolean>,
  ) {
    for (const engine of [local, remote]) {
      this.disposables.add(
        engine.onDidChangeState((state) => {
          if (engine === this.inUse) this.stateChange.fire(state);
        }),
      );
    }
    this.disposables.add(
      isRemote.onDidChange(() => {
        this.stateChange.fire(this.state);
      }),
    );
    this.onDidChangeBusy = this.ofBoth(({ onDidChangeBusy }) => onDidChangeBusy);
    this.onRoutingBatch = this.ofBoth(({ onRoutingBatch }) => onRoutingBatch);
    this.onRoutingTrace = this.ofBoth(({ onRoutingTrace }) => onRoutingTrace);
  }

  get state(): EngineState {
    return this.inUse.state;
  }

  get recording(): boolean {
    return this.inUse.recording;
  }

  async setRecording(recording: boolean): Promise<void> {
    await Promise.all([this.local.setRecording(recording), this.remote.setRecording(recording)]);
  }

  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult> {
    return this.inUse.generate(params, signal, onText);
  }

  countTokens(text: string, signal?: AbortSignal): Promise<number> {
    return this.inUse.countTokens(text, signal);
  }

  resources(): Promise<EngineResources | undefined> {
    return this.inUse.resources();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get inUse(): Engine {
    return this.isRemote.value ? this.remote : this.local;
  }

  /** Requests of either engine may still run after a change. */
  private ofBoth<T>(eventOf: (engine: Engine) => Event<T>): Event<T> {
    const both = this.disposables.add(new Emitter<T>());
    for (const engine of [this.local, this.remote]) {
      this.disposables.add(
        eventOf(engine)((value) => {
          both.fire(value);
        }),
      );
    }
    return both.event;
  }
}
