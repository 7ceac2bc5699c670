import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import { Emitter } from '../base/emitter.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import { raceAbort } from '../base/raceAbort.js';
import { EngineError } from '../protocol/engineErrors.js';
import type {
  EngineNotifications,
  LoadedModel,
  LoadModelParams,
} from '../protocol/engineProtocol.js';
import type { EngineConnection } from './engineConnection.js';
import type { EngineSupervisor } from './engineSupervisor.js';
import type { ModelState } from './modelState.js';
import { reviveEngineError } from './reviveEngineError.js';

/** Progress within a step is passed on when it moved by this much. */
const progressStep = 0.01;

interface HeldModel {
  readonly params: LoadModelParams;
  readonly model: LoadedModel;
}

/**
 * The model that the engine holds or should hold: one load at a time, the newest wins, and the model of a process that
 * died is loaded again into its successor.
 */
export class ModelLoader implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly stateChange = this.disposables.add(new Emitter<ModelState>());
  private current: ModelState = { kind: 'none' };
  /** The parameters of the newest load that was asked for, whether or not it worked. */
  private wanted: LoadModelParams | undefined;
  /** The model that the running process holds; a load that fails early leaves it in place. */
  private held: HeldModel | undefined;
  /** What to load into the next process. */
  private reload: LoadModelParams | undefined;
  private abortLoad: AbortController | undefined;
  private running: Promise<unknown> = Promise.resolve();

  readonly onDidChangeState: Event<ModelState> = this.stateChange.event;

  constructor(
    private readonly supervisor: EngineSupervisor,
    private readonly log: Log,
  ) {}

  get state(): ModelState {
    return this.current;
  }

  /**
   * @param signal aborting it, or a newer load, rejects with `loadCancelled` once the engine has let go
   * @throws EngineError with the engine's reason for refusing the file, or `engineGone`
   */
  load(params: LoadModelParams, signal?: AbortSignal): Promise<LoadedModel> {
    this.wanted = params;
    this.reload = undefined;
    return this.enqueue(params, signal);
  }

  async unload(): Promise<void> {
    this.wanted = undefined;
    this.reload = undefined;
    this.cancelLoad();
    await this.running;
    this.held = undefined;
    const process = this.supervisor.state;
    if (process.kind === 'running') await process.connection.request('unloadModel', null);
    // a load that was asked for meanwhile has the last word
    if (!this.abortLoad) this.setState({ kind: 'none' });
  }

  /** Resolves when no load is under way, whether the last one worked or not. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Asks for the wanted model, even if it could not be loaded before, when the next process starts. */
  reloadWanted(): void {
    this.reload = this.wanted;
  }

  /** To be called when a process answers, before anyone else hears of it. */
  handleRunning(connection: EngineConnection): void {
    connection.onLoadProgress((progress) => {
      this.handleProgress(progress);
    });
    connection.onModelChanged(({ model }) => {
      this.handleChanged(model);
    });
    const { reload } = this;
    if (!reload) return;
    this.reload = undefined;
    this.enqueue(reload).catch((error: unknown) => {
      // the reason is in the state, where it is shown
      this.log.warn(`The model was not loaded again: ${reviveEngineError(error).reason}.`);
    });
  }

  /**
   * To be called when the process is gone. A load that died with its process on the CPU is not repeated: it would most
   * likely take the next process down too. On a GPU the next process steps down to another backend.
   */
  handleGone(): void {
    this.reload ??= this.loadsOntoGpu ? this.wanted : this.held?.params;
    this.held = undefined;
    if (this.current.kind === 'loaded') this.setState({ kind: 'none' });
  }

  dispose(): void {
    this.cancelLoad();
    this.disposables.dispose();
  }

  private get loadsOntoGpu(): boolean {
    const { current } = this;
    return current.kind === 'loading' && current.backend !== undefined && current.backend !== 'cpu';
  }

  private enqueue(params: LoadModelParams, signal?: AbortSignal): Promise<LoadedModel> {
    this.cancelLoad();
    const abort = new AbortController();
    this.abortLoad = abort;
    const onAbort = (): void => {
      abort.abort(cancelledError());
    };
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    this.setState({ kind: 'loading', path: params.path, step: 'header', fraction: 0 });
    const load = this.running.then(() => this.run(params, abort));
    this.running = load
      .catch(() => undefined)
      .finally(() => {
        signal?.removeEventListener('abort', onAbort);
      });
    return load;
  }

  private async run(params: LoadModelParams, abort: AbortController): Promise<LoadedModel> {
    try {
      abort.signal.throwIfAborted();
      const connection = await raceAbort(this.supervisor.connect(), abort.signal);
      const model = await connection.request('loadModel', params, abort.signal);
      this.held = { params, model };
      this.finish(abort, { kind: 'loaded', model });
      return model;
    } catch (error) {
      const { reason, message } = reviveEngineError(error);
      const held = await this.stillHeld();
      this.finish(
        abort,
        held ? { kind: 'loaded', model: held.model } : { kind: 'none', error: { reason, message } },
      );
      throw reviveEngineError(error);
    }
  }

  /** The engine frees the old model's memory only once the new file looks right, and says so by what it can still do. */
  private async stillHeld(): Promise<HeldModel | undefined> {
    const process = this.supervisor.state;
    if (!this.held || process.kind !== 'running') return undefined;
    const answers = await process.connection.request('countTokens', { text: '' }).then(
      () => true,
      () => false,
    );
    if (!answers) this.held = undefined;
    return this.held;
  }

  private cancelLoad(): void {
    this.abortLoad?.abort(cancelledError());
  }

  /** A load that a newer one has replaced no longer speaks for the state. */
  private finish(abort: AbortController, state: ModelState): void {
    if (this.abortLoad !== abort) return;
    this.abortLoad = undefined;
    this.setState(state);
  }

  private handleProgress(progress: EngineNotifications['loadProgress']): void {
    const before = this.current;
    if (before.kind !== 'loading' || before.path !== progress.path) return;
    const moved = Math.abs(progress.fraction - before.fraction) >= progressStep;
    if (before.step === progress.step && !moved && progress.fraction < 1) return;
    this.setState({ kind: 'loading', ...progress });
  }

  private handleChanged(model: LoadedModel): void {
    if (this.held?.model.file.path !== model.file.path) return;
    this.held = { ...this.held, model };
    if (this.current.kind === 'loaded') this.setState({ kind: 'loaded', model });
  }

  private setState(state: ModelState): void {
    this.current = state;
    this.stateChange.fire(state);
  }
}

function cancelledError(): EngineError {
  return new EngineError('loadCancelled', 'Loading the model was cancelled.');
}
