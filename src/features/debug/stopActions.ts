import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { CommandId } from '../../platform/commandTable.js';
import { LensRefresh } from '../../platform/lensRefresh.js';
import type { DebugSessions } from './debugSessions.js';
import { fileUri } from './vscodeDebugSources.js';

/**
 * Where a stop can be explained without looking for the command: in the status bar while a program stands still, and
 * above the line of an exception. A breakpoint or a step gets no line of its own: the code would jump with every step.
 */
export class StopActions implements Disposable, vscode.CodeLensProvider {
  private readonly disposables = new DisposableStore();
  private readonly lenses: LensRefresh;
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('switchyard.debug', vscode.StatusBarAlignment.Left, 40),
  );

  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(
    private readonly sessions: DebugSessions,
    clock: Clock,
  ) {
    const { item, disposables } = this;
    this.lenses = disposables.add(new LensRefresh(clock));
    this.onDidChangeCodeLenses = this.lenses.event;
    item.name = vscode.l10n.t('Switchyard: Stopped Program');
    item.text = `$(debug) ${vscode.l10n.t('Explain Stop')}`;
    item.command = 'switchyard.debug.explainStop' satisfies CommandId;
    const update = (): void => {
      this.update();
    };
    disposables.add(sessions.onDidChangeStops(update));
    disposables.add(vscode.debug.onDidChangeActiveDebugSession(update));
    const refresh = (): void => {
      if (sessions.shownStop) this.lenses.refresh();
    };
    disposables.add(vscode.debug.onDidChangeActiveStackItem(refresh));
    disposables.add(vscode.window.onDidChangeActiveTextEditor(refresh));
    disposables.add(vscode.languages.registerCodeLensProvider({ pattern: '**' }, this));
    update();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { reason, place } = this.sessions.shownStop?.stop ?? {};
    const uri = fileUri(place?.path);
    if (reason !== 'exception' || !place || uri?.toString() !== document.uri.toString()) return [];
    const line = Math.min(place.line, document.lineCount) - 1;
    const range = new vscode.Range(line, 0, line, 0);
    const lens = (command: CommandId, title: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { command, title });
    const { t } = vscode.l10n;
    return [
      lens('switchyard.debug.explainStop', `$(debug) ${t('Explain This Stop')}`),
      lens('switchyard.debug.fixStop', `$(lightbulb) ${t('Fix the Cause')}`),
    ];
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const { item } = this;
    const stop = this.sessions.shownStop?.stop;
    if (stop) {
      const why = stop.text ?? stop.description ?? stop.reason;
      item.tooltip = vscode.l10n.t('Ask Switchyard why the program stopped ({0})', why);
      item.accessibilityInformation = { label: item.tooltip };
      item.show();
    } else {
      item.hide();
    }
    this.lenses.refresh();
  }
}
