import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import type { Observable, ObservableValue } from '../../base/observableValue.js';
import type { EngineClient } from '../../engineClient/engineClient.js';
import { registerCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import type { SettingKey, SettingValue } from '../../platform/settingTable.js';
import { settingTable } from '../../platform/settingTable.js';
import { showMessage } from '../../platform/showMessage.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { InstalledModels } from '../../protocol/installedModels.js';
import type { EngineFailure } from '../../protocol/engineState.js';
import type { PlanChoice } from '../../protocol/planView.js';
import { AccessTokens } from './accessTokens.js';
import { adviceButtons } from './adviceButtons.js';
import { AddedModels } from './core/addedModels.js';
import type { Endpoints } from '../../download/downloadOrigin.js';
import type { DownloadTools } from '../../download/downloadTools.js';
import { systemTools } from '../../download/downloadTools.js';
import type { FoundModel } from './core/findModel.js';
import { InstalledModelList } from './core/installedModelList.js';
import type { ListMemory } from './core/listMemory.js';
import { loadParams } from './core/loadParams.js';
import { ModelDownloads } from './core/modelDownloads.js';
import { describeModel } from './core/modelStore.js';
import { DownloadRunner } from './downloadRunner.js';
import { modelsFolder, readEndpoints } from './downloadSettings.js';
import { EngineAlerts } from './engineAlerts.js';
import { InstalledFiles } from './installedFiles.js';
import { showLoadProgress } from './loadProgress.js';
import { ModelActions } from './modelActions.js';
import { ModelChooser } from './modelChooser.js';
import { offerToContinue } from './offerToContinue.js';
import { openWalkthrough } from './openWalkthrough.js';
import { PlanPanel } from './plan/planPanel.js';
import { readLoadSettings } from './readLoadSettings.js';

/** Bytes of a model from which its plan is shown before it is loaded. */
const reviewedFromBytes = 2 * 2 ** 30;

/** Milliseconds after activation before the model is loaded, so that the window's own start comes first. */
const startDelayMs = 200;

/** Milliseconds after activation before the user is reminded of a download that was interrupted. */
const offerDelayMs = 8_000;

/** Milliseconds without a further change of settings before the model is loaded anew. */
const settingsQuietMs = 500;

export interface ModelsFeatureOptions {
  readonly engine: EngineClient;
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  readonly memory: ListMemory;
  readonly secrets: vscode.SecretStorage;
  /** Folder of the extension's own files, in which models are kept unless a setting names another. */
  readonly storageDirectory: string;
  readonly extensionUri: vscode.Uri;
  readonly extensionVersion: string;
  /** Looks for the model to load. */
  readonly findModel: () => Promise<FoundModel | undefined>;
  /** Set to whether there is a model to load at all. */
  readonly modelFound: ObservableValue<boolean>;
  /** While a remote endpoint is used no model takes memory here; choosing one ends that. */
  readonly remote: { readonly isInUse: Observable<boolean>; readonly end: () => Promise<void> };
}

/** Decides which model the engine holds: at the start, after a change of settings and when the user chooses one. */
export class ModelsFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly alerts: EngineAlerts;
  private readonly downloads: ModelDownloads;
  private readonly chooser: ModelChooser;
  readonly installed: InstalledModels;
  private readonly plan: PlanPanel;
  private timer: Disposable | undefined;
  private found: FoundModel | undefined;
  /** Tells a search for the model that a newer one has begun. */
  private generation = 0;

  constructor(private readonly options: ModelsFeatureOptions) {
    const { engine, settings, log, clock, memory, remote } = options;
    this.alerts = this.disposables.add(new EngineAlerts(engine.onDidChangeState, memory));
    this.disposables.add(
      settings.onDidChange((keys) => {
        if ([...keys].some(reloadsModel)) this.schedule(settingsQuietMs);
      }),
    );
    this.disposables.add(
      remote.isInUse.onDidChange(() => {
        this.schedule(0);
      }),
    );
    this.plan = this.disposables.add(
      new PlanPanel(options.extensionUri, {
        engine,
        settings: () => readLoadSettings(settings),
        load: (file, choice) => this.loadAsChosen(file, choice),
        log,
        t: vscode.l10n.t,
      }),
    );
    this.disposables.add(registerCommand('switchyard.model.showPlan', () => this.showPlan(), log));
    const tokens = new AccessTokens(options.secrets);
    const tools = this.downloadTools(tokens);
    this.downloads = new ModelDownloads(tools);
    const added = new AddedModels(memory);
    const inUsePath = (): string | undefined => this.found?.path;
    const files = new InstalledFiles({
      extensionDirectory: options.extensionUri.fsPath,
      folder: () => modelsFolder(settings, options.storageDirectory),
      added,
      inUsePath,
    });
    this.installed = new InstalledModelList({
      engine,
      clock,
      find: () => files.find(),
      inUsePath,
      use: (file) => this.use(file),
      t: vscode.l10n.t,
    });
    this.chooser = this.createChooser(tools, tokens, files, added);
    this.disposables.add(
      registerCommand('switchyard.model.choose', () => this.chooser.choose(), log),
    );
    this.disposables.add(
      registerCommand(
        'switchyard.model.setAccessToken',
        async () => {
          await tokens.ask(readEndpoints(settings)[0].origin);
        },
        log,
      ),
    );
    this.disposables.add(registerCommand('switchyard.model.openWalkthrough', openWalkthrough, log));
    this.disposables.add(registerCommand('switchyard.engine.restart', () => this.restart(), log));
    this.schedule(startDelayMs);
  }

  dispose(): void {
    this.timer?.dispose();
    // what was received is written down before the window's process ends, if there is time
    void this.downloads.stop();
    this.disposables.dispose();
  }

  private downloadTools(tokens: AccessTokens): DownloadTools {
    return systemTools({
      userAgent: `Switchyard/${this.options.extensionVersion}`,
      token: (origin) => tokens.get(origin),
    });
  }

  private createChooser(
    tools: DownloadTools,
    tokens: AccessTokens,
    installed: InstalledFiles,
    added: AddedModels,
  ): ModelChooser {
    const { engine, settings, log, clock, memory, storageDirectory } = this.options;
    const { downloads } = this;
    const folder = (): string => modelsFolder(settings, storageDirectory);
    const use = (file: string): Promise<void> => this.review(file);
    const endpoints = (): Endpoints => readEndpoints(settings);
    const runner = new DownloadRunner({
      downloads,
      tools,
      tokens,
      engine,
      log,
      endpoints,
      folder,
      use,
    });
    this.disposables.add(
      clock.setTimer(offerDelayMs, () => {
        void offerToContinue(folder(), memory, downloads, (origin) => runner.download(origin));
      }),
    );
    return new ModelChooser({
      engine,
      settings,
      added,
      installed,
      folder,
      downloads,
      runner,
      actions: new ModelActions(engine, settings),
      inUsePath: () => this.found?.path,
      use,
    });
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
    const generation = ++this.generation;
    const found = await this.options.findModel();
    if (this.disposables.isDisposed || generation !== this.generation) return;
    this.found = found;
    this.options.modelFound.set(found !== undefined);
    if (this.options.remote.isInUse.value) {
      await this.unload();
    } else if (!found) {
      this.options.log.warn('There is no model: the setting switchyard.model.path is empty.');
      await this.unload();
    } else if (found.origin === 'relativeSetting') {
      await this.unload();
      await showMessage(
        'error',
        vscode.l10n.t('Switchyard: The setting switchyard.model.path needs an absolute path.'),
        adviceButtons(['chooseModel', 'openSettings']),
      );
    } else {
      await this.loadFile(found.path);
    }
  }

  private async loadFile(file: string): Promise<void> {
    const { engine, clock, log, settings } = this.options;
    const abort = new AbortController();
    const progress = this.disposables.add(
      showLoadProgress({
        engine,
        clock,
        onCancel: () => {
          abort.abort();
        },
      }),
    );
    try {
      const model = await engine.loadModel(
        loadParams(file, readLoadSettings(settings)),
        abort.signal,
      );
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
    const { engine, log } = this.options;
    const { reason, message } = reviveFailure(error);
    if (reason === 'loadCancelled') log.info('Loading the model was cancelled.');
    else log.error(`The model was not loaded: ${reason}.`);
    // the words may name the file, which keeps them out of the log
    log.trace(`The model was not loaded: ${message}`);
    // an engine that is not started again has an alert of its own
    if (engine.state.kind !== 'crashed') this.alerts.loadFailed({ reason, message });
  }

  private async unload(): Promise<void> {
    await this.options.engine.unloadModel().catch((error: unknown) => {
      this.options.log.warn('The model was not unloaded.');
      this.options.log.trace(`The model was not unloaded: ${errorMessage(error)}`);
    });
  }

  private async showPlan(): Promise<void> {
    const found = this.found ?? (await this.options.findModel());
    if (found && found.origin !== 'relativeSetting') this.plan.show(found.path);
    else await this.chooser.choose();
  }

  /** A model that may take most of the machine's memory is shown first as it would be placed. */
  private async review(file: string): Promise<void> {
    const model = await describeModel(file);
    // a file that is missing is told by the load
    const sizeBytes = model?.isComplete === true ? model.sizeBytes : 0;
    if (sizeBytes >= reviewedFromBytes && file !== this.found?.path) this.plan.show(file);
    else await this.use(file);
  }

  /** The settings are the user's choice; their change loads the model. */
  private async loadAsChosen(file: string, choice: PlanChoice): Promise<void> {
    const { settings } = this.options;
    const set = async <K extends SettingKey>(key: K, value: SettingValue<K>): Promise<void> => {
      if (settings.read(key) !== value) await settings.update(key, value);
    };
    await set('switchyard.engine.contextSize', choice.contextSize);
    await set('switchyard.engine.threads', choice.threads);
    await set('switchyard.engine.gpuLayers', choice.gpuLayers);
    await set('switchyard.engine.expertsOnCpu', choice.expertsOnCpu);
    if (file === this.found?.path) this.schedule(settingsQuietMs);
    else await this.use(file);
  }

  /** Loads another model; conversations and everything else stay as they are. */
  private async use(file: string): Promise<void> {
    const { settings, remote } = this.options;
    const isSame = file === settings.read('switchyard.model.path');
    if (!isSame) await settings.update('switchyard.model.path', file);
    // Its end loads the model of the settings, which is to be the new one by then.
    if (remote.isInUse.value) await remote.end();
    // The file itself may have changed although its path did not: then no change of settings will load it.
    else if (isSame) this.schedule(0);
  }

  /** From any state to a running engine with the model in it; a model that could not be loaded is tried again. */
  private async restart(): Promise<void> {
    const { engine } = this.options;
    try {
      await engine.restart();
    } catch (error) {
      // an engine that cannot be started says so by its state, for which there is an alert
      if (EngineError.is(error)) return;
      throw error;
    }
    if (engine.state.kind === 'idle') this.schedule(0);
  }
}

function reloadsModel(key: SettingKey): boolean {
  return settingTable[key].effect === 'reloadsModel';
}

function reviveFailure(error: unknown): EngineFailure {
  return EngineError.is(error) ? error : { reason: 'internal', message: errorMessage(error) };
}
