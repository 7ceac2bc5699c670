import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Log } from '../../base/log.js';
import type { ObservableValue } from '../../base/observableValue.js';
import type { EngineClient } from '../../engineClient/engineClient.js';
import { registerCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import type { SettingKey } from '../../platform/settingTable.js';
import { settingTable } from '../../platform/settingTable.js';
import { showMessage } from '../../platform/showMessage.js';
import type { InstalledModels } from '../../protocol/installedModels.js';
import { AccessTokens } from './accessTokens.js';
import { adviceButtons } from './adviceButtons.js';
import { AddedModels } from './core/addedModels.js';
import type { Endpoints } from '../../download/downloadOrigin.js';
import type { DownloadTools } from '../../download/downloadTools.js';
import { systemTools } from '../../download/downloadTools.js';
import type { FoundModel } from './core/findModel.js';
import { InstalledModelList } from './core/installedModelList.js';
import type { ListMemory } from './core/listMemory.js';
import { ModelDownloads } from './core/modelDownloads.js';
import { ModelInUse } from './core/modelInUse.js';
import { describeModel } from './core/modelStore.js';
import { DownloadRunner } from './downloadRunner.js';
import { modelsFolder, readEndpoints } from './downloadSettings.js';
import { EngineAlerts } from './engineAlerts.js';
import { InstalledFiles } from './installedFiles.js';
import { showLoadProgress } from './loadProgress.js';
import { ModelActions } from './modelActions.js';
import { ModelChooser } from './modelChooser.js';
import type { RemoteUse } from './modelSwitch.js';
import { ModelSwitch } from './modelSwitch.js';
import { offerToContinue } from './offerToContinue.js';
import { openWalkthrough } from './openWalkthrough.js';
import { PlanPanel } from './plan/planPanel.js';
import { readLoadSettings } from './readLoadSettings.js';

/** Bytes of a model from which its plan is shown before it is loaded. */
const reviewedFromBytes = 2 * 2 ** 30;

/** Milliseconds after activation before the user is reminded of a download that was interrupted. */
const offerDelayMs = 8_000;

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
  readonly userAgent: string;
  /** Looks for the model to load. */
  readonly findModel: () => Promise<FoundModel | undefined>;
  /** Set to whether there is a model to load at all. */
  readonly modelFound: ObservableValue<boolean>;
  readonly remote: RemoteUse;
}

/** The models of this machine in VS Code: which one is in use, the commands to change that, their downloads. */
export class ModelsFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly inUse: ModelInUse;
  private readonly modelSwitch: ModelSwitch;
  private readonly downloads: ModelDownloads;
  private readonly chooser: ModelChooser;
  readonly installed: InstalledModels;
  private readonly plan: PlanPanel;

  constructor(private readonly options: ModelsFeatureOptions) {
    const { engine, settings, log, clock, memory, remote } = options;
    const alerts = this.disposables.add(new EngineAlerts(engine.onDidChangeState, memory));
    this.inUse = this.disposables.add(
      new ModelInUse({
        ...options,
        isRemote: remote.isInUse,
        settings: () => readLoadSettings(settings),
        showProgress: (onCancel) => showLoadProgress({ engine, clock, onCancel }),
        onFailure: (failure) => {
          alerts.loadFailed(failure);
        },
        onRelativePath: tellRelativePath,
      }),
    );
    this.disposables.add(
      settings.onDidChange((keys) => {
        if ([...keys].some(reloadsModel)) this.inUse.settingsChanged();
      }),
    );
    this.modelSwitch = new ModelSwitch(settings, this.inUse, remote);
    this.plan = this.disposables.add(
      new PlanPanel(options.extensionUri, {
        engine,
        settings: () => readLoadSettings(settings),
        load: (file, choice) => this.modelSwitch.useAsPlanned(file, choice),
        log,
        t: vscode.l10n.t,
      }),
    );
    const tokens = new AccessTokens(options.secrets);
    const tools = systemTools({
      userAgent: options.userAgent,
      token: (origin) => tokens.get(origin),
    });
    this.downloads = new ModelDownloads(tools);
    const added = new AddedModels(memory);
    const inUsePath = (): string | undefined => this.inUse.path;
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
      use: (file) => this.modelSwitch.use(file),
      t: vscode.l10n.t,
    });
    this.chooser = this.createChooser(tools, tokens, files, added);
    for (const command of [
      registerCommand('switchyard.model.showPlan', () => this.showPlan(), log),
      registerCommand('switchyard.model.choose', () => this.chooser.choose(), log),
      registerCommand(
        'switchyard.model.setAccessToken',
        async () => {
          await tokens.ask(readEndpoints(settings)[0].origin);
        },
        log,
      ),
      registerCommand('switchyard.model.openWalkthrough', openWalkthrough, log),
      registerCommand('switchyard.engine.restart', () => this.inUse.restart(), log),
    ]) {
      this.disposables.add(command);
    }
  }

  dispose(): void {
    // what was received is written down before the window's process ends, if there is time
    void this.downloads.stop();
    this.disposables.dispose();
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
      inUsePath: () => this.inUse.path,
      use,
    });
  }

  private async showPlan(): Promise<void> {
    const found = this.inUse.found ?? (await this.options.findModel());
    if (found && found.origin !== 'relativeSetting') this.plan.show(found.path);
    else await this.chooser.choose();
  }

  /** A model that may take most of the machine's memory is shown first as it would be placed. */
  private async review(file: string): Promise<void> {
    const model = await describeModel(file);
    // a file that is missing is told by the load
    const sizeBytes = model?.isComplete === true ? model.sizeBytes : 0;
    if (sizeBytes >= reviewedFromBytes && file !== this.inUse.path) this.plan.show(file);
    else await this.modelSwitch.use(file);
  }
}

function reloadsModel(key: SettingKey): boolean {
  return settingTable[key].effect === 'reloadsModel';
}

function tellRelativePath(): void {
  void showMessage(
    'error',
    vscode.l10n.t('Switchyard: The setting switchyard.model.path needs an absolute path.'),
    adviceButtons(['chooseModel', 'openSettings']),
  );
}
