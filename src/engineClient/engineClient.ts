import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import { Emitter } from '../base/emitter.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import { raceAbort } from '../base/raceAbort.js';
import type { Engine } from '../protocol/engine.js';
import type { BackendName } from '../protocol/backend.js';
import type {
  EngineNotifications,
  EngineRequestName,
  EngineRequests,
  GenerateParams,
  GenerateResult,
  LoadedModel,
  LoadModelParams,
} from '../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../protocol/modelFile.js';
import type { EngineResources } from '../protocol/engineResources.js';
import type { EngineState } from '../protocol/engineState.js';
import type { ModelPlan } from '../protocol/modelPlan.js';
import type { StartEngineProcess } from './engineProcess.js';
import type { ProcessState } from './engineSupervisor.js';
import { EngineSupervisor } from './engineSupervisor.js';
import { ModelLoader } from './modelLoader.js';
import { engineState } from './modelState.js';

export interface EngineClientOptions {
  readonly startProcess: StartEngineProcess;
  /** Folder in which the engine may keep small files of its own. */
  readonly storageDirectory: string;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * The engine as the rest of the extension sees it. The process starts with the first request; every method works or
 * rejects with an {@link EngineError} in every state, and none waits for ever.
 */
export class EngineClient implements Engine, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly stateChange = this.disposables.add(new Emitter<EngineState>());
  private readonly routingBatch = this.disposables.add(
    new Emitter<EngineNotifications['routingBatch']>(),
  );
  private readonly routingTrace = this.disposables.add(
    new Emitter<EngineNotifications['routingTrace']>(),
  );
  private readonly busyChange = this.disposables.add(new Emitter<boolean>());
  private readonly textListeners = new Map<string, (text: string) => void>();
  private readonly supervisor: EngineSupervisor;
  private readonly loader: ModelLoader;
  private lastState: EngineState = { kind: 'stopped' };
  private isRecording = true;
  private generating = 0;

  readonly onDidChangeState: Event<EngineState> = this.stateChange.event;
  readonly onRoutingBatch: Event<EngineNotifications['routingBatch']> = this.routingBatch.event;
  /** Once for every recorded request, before its answer. */
  readonly onRoutingTrace: Event<EngineNotifications['routingTrace']> = this.routingTrace.event;

  /** Whether texts are being generated now. */
  readonly onDidChangeBusy: Event<boolean> = this.busyChange.event;

  constructor(options: EngineClientOptions) {
    this.supervisor = this.disposables.add(
      new EngineSupervisor({ ...options, gpuInUse: () => gpuOf(this.lastState) }),
    );
    this.loader = this.disposables.add(new ModelLoader(this.supervisor, options.log));
    this.disposables.add(
      this.supervisor.onDidChangeState((state) => {
        this.handleProcessState(state);
      }),
    );
    this.disposables.add(
      this.loader.onDidChangeState(() => {
        this.publish();
      }),
    );
  }

  get state(): EngineState {
    return this.lastState;
  }

  /** Starts the process unless it runs, and waits until it answers. */
  async start(signal?: AbortSignal): Promise<void> {
    await raceAbort(this.supervisor.connect(), signal);
  }

  /**
   * Replaces the model. Aborting the signal, or a newer load, ends it with the reason `loadCancelled`. The model is
   * loaded again by itself after a restart.
   */
  loadModel(params: LoadModelParams, signal?: AbortSignal): Promise<LoadedModel> {
    return this.loader.load(params, signal);
  }

  /** What a load would do with the memory; the loaded model stays as it is. */
  planModel(params: LoadModelParams, signal?: AbortSignal): Promise<ModelPlan> {
    return this.request('planModel', params, signal);
  }

  unloadModel(): Promise<void> {
    return this.loader.unload();
  }

  /** Reads the header of a GGUF file; the loaded model stays as it is. */
  inspectModel(path: string, signal?: AbortSignal): Promise<ModelFileInfo> {
    return this.request('inspectModel', { path }, signal);
  }

  /**
   * Waits for a load that is under way. Once the engine has the request an abort resolves with the stop reason
   * `aborted` and the text so far; before that it rejects with the signal's reason.
   * @param onText called with each piece of text, when `params.stream` is set
   */
  async generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult> {
    await this.settle(signal);
    if (onText) this.textListeners.set(params.id, onText);
    if (++this.generating === 1) this.busyChange.fire(true);
    try {
      return await this.request('generate', params, signal);
    } finally {
      this.textListeners.delete(params.id);
      if (--this.generating === 0) this.busyChange.fire(false);
    }
  }

  /** Tokens of the text, special tokens not parsed; waits for a load that is under way. */
  async countTokens(text: string, signal?: AbortSignal): Promise<number> {
    await this.settle(signal);
    return this.request('countTokens', { text }, signal);
  }

  /** Whether the routing of requests from now on is recorded; holds for later processes too. */
  async setRecording(recording: boolean): Promise<void> {
    this.isRecording = recording;
    const process = this.supervisor.state;
    if (process.kind === 'running') await process.connection.request('setRecording', { recording });
  }

  get recording(): boolean {
    return this.isRecording;
  }

  /** What the engine uses of the machine; undefined without a process, which is not started for it. */
  async resources(): Promise<EngineResources | undefined> {
    const process = this.supervisor.state;
    return process.kind === 'running' ? process.connection.request('resources', null) : undefined;
  }

  /** The user's restart: from any state to a fresh process, into which the wanted model is loaded again. */
  async restart(): Promise<void> {
    this.loader.reloadWanted();
    await this.supervisor.restart();
  }

  /** Ends the process; the next request starts it again. */
  stop(): Promise<void> {
    return this.supervisor.stop();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** A process first, as its start may bring the reload of the model with it. */
  private async settle(signal: AbortSignal | undefined): Promise<void> {
    await this.start(signal);
    await raceAbort(this.loader.settled(), signal);
  }

  private async request<N extends EngineRequestName>(
    name: N,
    params: EngineRequests[N]['params'],
    signal?: AbortSignal,
  ): Promise<EngineRequests[N]['result']> {
    const connection = await raceAbort(this.supervisor.connect(), signal);
    return connection.request(name, params, signal);
  }

  private handleProcessState(state: ProcessState): void {
    if (state.kind === 'running') {
      state.connection.onGenerated((piece) => {
        this.handleGenerated(piece);
      });
      state.connection.onRoutingBatch((message) => {
        this.routingBatch.fire(message);
      });
      state.connection.onRoutingTrace((message) => {
        this.routingTrace.fire(message);
      });
      if (!this.isRecording) void this.setRecording(false).catch(() => undefined);
      this.loader.handleRunning(state.connection);
    } else {
      this.loader.handleGone();
    }
    this.publish();
  }

  private handleGenerated({ id, text }: EngineNotifications['generated']): void {
    this.textListeners.get(id)?.(text);
  }

  private publish(): void {
    const next = engineState(this.supervisor.state, this.loader.state);
    if (isSame(next, this.lastState)) return;
    this.lastState = next;
    this.stateChange.fire(next);
  }
}

function gpuOf(state: EngineState): BackendName | undefined {
  const backend =
    state.kind === 'ready'
      ? state.model.backend.backend
      : state.kind === 'loading'
        ? state.backend
        : undefined;
  return backend === 'cpu' || backend === 'remote' ? undefined : backend;
}

/** States are immutable: the same object is no change, nor is a new one of a kind that says nothing else. */
function isSame(one: EngineState, other: EngineState): boolean {
  if (one.kind === 'stopped' || one.kind === 'starting') return one.kind === other.kind;
  if (one.kind === 'ready' && other.kind === 'ready') return one.model === other.model;
  if (one.kind === 'idle' && other.kind === 'idle') return one.error === other.error;
  return one === other;
}
