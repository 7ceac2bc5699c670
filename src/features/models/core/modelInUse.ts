import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { Log } from '../../../base/log.js';
import type { Observable, ObservableValue } from '../../../base/observableValue.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { LoadedModel, LoadModelParams } from '../../../protocol/engineProtocol.js';
import type { EngineFailure, EngineState } from '../../../protocol/engineState.js';
import type { FoundModel } from './findModel.js';
import type { LoadSettings } from './loadParams.js';
import { loadParams } from './loadParams.js';

/** Milliseconds after activation before the model is loaded, so that the window's own start comes first. */
const startDelayMs = 200;

/** Milliseconds without a further change of settings before the model is loaded anew. */
const settingsQuietMs = 500;

export interface ModelInUseOptions {
  readonly engine: {
    readonly state: EngineState;
    loadModel(params: LoadModelParams, signal: AbortSignal): Promise<LoadedModel>;
    unloadModel(): Promise<void>;
    restart(): Promise<void>;
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => LoadSettings;
  /** Looks for the model to load. */
  readonly findModel: () => Promise<FoundModel | undefined>;
  /** Set to whether there is a model to load at all. */
  readonly modelFound: Pick<ObservableValue<boolean>, 'set'>;
  /** While a remote endpoint is used no model takes memory here. */
  readonly isRemote: Observable<boolean>;
  /** Shows a load until the returned disposable is disposed. @param cancel for a user who does not want to wait */
  readonly showProgress: (cancel: () => void) => Disposable;
  /** A load failed, for another reason than an engine that is not started again. */
  readonly onFailure: (failure: EngineFailure) => void;
  /** The setting holds something else than an absolute path. */
  readonly onRelativePath: () => void;
}

/** Decides which model the engine holds: looks for it at the start and after every change, and has it loaded. */
export class ModelInUse implements Disposable {
  private readonly disposables = new DisposableStore();
  private timer: Disposable | undefined;
  private lastFound: FoundModel | undefined;
  /** Tells a search for the model that a newer one has begun. */
  private generation = 0;

  constructor(private readonly options: ModelInUseOptions) {
    this.disposables.add(
      options.isRemote.onDidChange(() => {
        this.reload();
      }),
    );
    this.schedule(startDelayMs);
  }

  /** As it was found last; it may be loaded, on its way, or impossible to load. */
  get found(): FoundModel | undefined {
    return this.lastFound;
  }

  get path(): string | undefined {
    return this.lastFound?.path;
  }

  reload(): void {
    this.schedule(0);
  }

  /** Loads anew when no setting has changed for a while, as one change often follows another. */
  settingsChanged(): void {
    this.schedule(settingsQuietMs);
  }

  /** From any state to a running engine with the model in it; a model that could not be loaded is tried again. */
  async restart(): Promise<void> {
    const { engine } = this.options;
    try {
      await engine.restart();
    } catch (error) {
      // an engine that cannot be started says so by its state, for which there is an alert
      if (EngineError.is(error)) return;
      throw error;
    }
    if (engine.state.kind === 'idle') this.reload();
  }

  dispose(): void {
    this.timer?.dispose();
    this.disposables.dispose();
  }

  private schedule(delayMs: number): void {
    this.timer?.dispose();
    if (this.disposables.isDisposed) return;
    this.timer = this.options.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      void this.load();
    });
  }

  private async load(): Promise<void> {
    const { findModel, modelFound, isRemote, log, onRelativePath } = this.options;
    const generation = ++this.generation;
    const found = await findModel();
    if (this.disposables.isDisposed || generation !== this.generation) return;
    this.lastFound = found;
    modelFound.set(found !== undefined);
    if (isRemote.value) {
      await this.unload();
    } else if (!found) {
      log.warn('There is no model: the setting switchyard.model.path is empty.');
      await this.unload();
    } else if (found.origin === 'relativeSetting') {
      await this.unload();
      onRelativePath();
    } else {
      await this.loadFile(found.path);
    }
  }

  private async loadFile(file: string): Promise<void> {
    const { engine, log, settings, showProgress } = this.options;
    const abort = new AbortController();
    const progress = this.disposables.add(
      showProgress(() => {
        abort.abort();
      }),
    );
    try {
      const model = await engine.loadModel(loadParams(file, settings()), abort.signal);
      log.info(
        `Model loaded: ${model.file.architecture} on ${model.backend.backend}, ${model.contextSize} tokens of context, ${Math.round(model.loadMs)} ms.`,
      );
    } catch (error) {
      this.reportFailure(error);
    } finally {
      this.disposables.remove(progress);
    }
  }

  private reportFailure(error: unknown): void {
    const { engine, log, onFailure } = this.options;
    const { reason, message } = reviveFailure(error);
    if (reason === 'loadCancelled') log.info('Loading the model was cancelled.');
    else log.error(`The model was not loaded: ${reason}.`);
    // the words may name the file, which keeps them out of the log
    log.trace(`The model was not loaded: ${message}`);
    // an engine that is not started again has an alert of its own
    if (engine.state.kind !== 'crashed') onFailure({ reason, message });
  }

  private async unload(): Promise<void> {
    const { engine, log } = this.options;
    await engine.unloadModel().catch((error: unknown) => {
      log.warn('The model was not unloaded.');
      log.trace(`The model was not unloaded: ${errorMessage(error)}`);
    });
  }
}

function reviveFailure(error: unknown): EngineFailure {
  return EngineError.is(error) ? error : { reason: 'internal', message: errorMessage(error) };
}
