import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Event } from '../../base/event.js';
import type { Log } from '../../base/log.js';
import type { Observable } from '../../base/observableValue.js';
import { registerCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import type { EngineState } from '../../protocol/engineState.js';
import { CrashMemory } from './core/crashMemory.js';
import type { StatusView } from './core/statusItem.js';
import { statusView } from './core/statusView.js';
import { showStatusMenu } from './statusMenu.js';

export interface StatusFeatureOptions {
  readonly engine: { readonly state: EngineState; readonly onDidChangeState: Event<EngineState> };
  /** Whether there is a model to load at all. */
  readonly modelFound: Observable<boolean>;
  /** Host of the remote endpoint, while one is configured. */
  readonly remoteHost: Observable<string | undefined>;
  readonly settings: Settings;
  readonly log: Log;
}

/** The status bar item, the language status item and the menu behind them. */
export class StatusFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly crashes = new CrashMemory();
  private readonly statusItem = this.disposables.add(
    vscode.window.createStatusBarItem('switchyard.status', vscode.StatusBarAlignment.Right, 100),
  );
  private readonly languageItem = this.disposables.add(
    vscode.languages.createLanguageStatusItem('switchyard.languageStatus', '*'),
  );

  constructor(private readonly options: StatusFeatureOptions) {
    const { engine, modelFound, remoteHost, settings, log } = options;
    this.statusItem.name = 'Switchyard';
    this.statusItem.command = 'switchyard.showStatus';
    this.languageItem.name = 'Switchyard';
    this.languageItem.command = {
      command: 'switchyard.completion.toggleLanguage',
      title: vscode.l10n.t('Toggle for This Language'),
    };
    const update = (): void => {
      this.show(this.view());
    };
    this.disposables.add(
      engine.onDidChangeState((state) => {
        this.crashes.note(state);
        update();
      }),
    );
    this.disposables.add(modelFound.onDidChange(update));
    this.disposables.add(remoteHost.onDidChange(update));
    this.disposables.add(settings.onDidChange(update));
    this.disposables.add(
      registerCommand('switchyard.showStatus', () => showStatusMenu(this.view()), log),
    );
    update();
    this.statusItem.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private view(): StatusView {
    const { engine, modelFound, remoteHost, settings } = this.options;
    return statusView(
      {
        engine: engine.state,
        modelFound: modelFound.value,
        completionEnabled: settings.read('switchyard.completion.enabled'),
        lastCrash: this.crashes.cause,
        remoteHost: remoteHost.value,
      },
      vscode.l10n.t,
    );
  }

  private show(view: StatusView): void {
    this.statusItem.text = view.text;
    this.statusItem.tooltip = [view.summary, ...view.details].join('\n');
    this.statusItem.backgroundColor = background(view.severity);
    this.statusItem.accessibilityInformation = { label: `Switchyard: ${view.summary}` };
    this.languageItem.text = view.summary;
    this.languageItem.detail = 'Switchyard';
    this.languageItem.busy = view.busy;
    this.languageItem.severity = languageSeverity(view.severity);
  }
}

function background(severity: StatusView['severity']): vscode.ThemeColor | undefined {
  return severity === 'normal'
    ? undefined
    : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
}

function languageSeverity(severity: StatusView['severity']): vscode.LanguageStatusSeverity {
  return {
    normal: vscode.LanguageStatusSeverity.Information,
    warning: vscode.LanguageStatusSeverity.Warning,
    error: vscode.LanguageStatusSeverity.Error,
  }[severity];
}
