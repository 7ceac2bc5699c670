import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import { registerCommand } from '../../platform/commands.js';
import { say } from '../../platform/showMessage.js';
import type { ChatRequest } from '../../protocol/chatRequest.js';
import type { FailureToFix } from '../../protocol/failureToFix.js';
import { debugFix } from './core/debugFix.js';
import type { Failure } from './core/explainFailure.js';
import { explainFailure } from './core/explainFailure.js';
import type { ExplainedStop } from './core/explainStop.js';
import { explainStop } from './core/explainStop.js';
import { stopTitle } from './core/stopText.js';
import { DebugSessions } from './debugSessions.js';
import { chooseFailure, selectedInTerminal } from './failureSources.js';
import { StopActions } from './stopActions.js';
import { testFailure } from './testFailure.js';
import { readSource, VscodeDebugSources } from './vscodeDebugSources.js';
import { workspaceFinder } from './workspaceFinder.js';

export interface DebugFeatureOptions {
  /** Asks in the chat, where the answer appears. */
  readonly ask: (request: ChatRequest) => Thenable<void>;
  /** Changes the code so that a failure goes away. */
  readonly fix: (failure: FailureToFix) => Thenable<void>;
  readonly log: Log;
  readonly clock: Clock;
}

/** Explains why a program stopped in the debugger, and what an output with a stack trace means. */
export class DebugFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly sessions = this.disposables.add(new DebugSessions());
  private readonly end = new AbortController();

  constructor(private readonly options: DebugFeatureOptions) {
    const { log } = options;
    for (const disposable of [
      new StopActions(this.sessions, options.clock),
      registerCommand('switchyard.debug.explainStop', (...args) => this.explainStop(args), log),
      registerCommand('switchyard.debug.fixStop', (...args) => this.fixStop(args), log),
      registerCommand('switchyard.debug.explainTerminal', () => this.explainTerminal(), log),
      registerCommand('switchyard.debug.explainFailure', (...args) => this.explainAny(args), log),
    ]) {
      this.disposables.add(disposable);
    }
  }

  dispose(): void {
    this.end.abort();
    this.disposables.dispose();
  }

  private async explainStop(args: readonly unknown[]): Promise<void> {
    const explained = await this.readStop(args);
    if (explained) await this.options.ask(explained.request);
  }

  private async fixStop(args: readonly unknown[]): Promise<void> {
    const explained = await this.readStop(args);
    if (!explained) return;
    const { place, problem, report } = explained;
    const wanted = debugFix(place, problem, report);
    if (wanted) await this.options.fix(wanted);
    else say(vscode.l10n.t('The source of this place cannot be changed here.'));
  }

  /** @returns undefined where nothing stands still, which the user is told */
  private async readStop(args: readonly unknown[]): Promise<ExplainedStop | undefined> {
    const { t } = vscode.l10n;
    const found = this.sessions.find(args);
    if (!found) {
      say(t('No program is stopped in the debugger. Pause one, or let it run into an exception.'));
      return undefined;
    }
    const { session, target } = found;
    const sources = new VscodeDebugSources(session);
    const { clock } = this.options;
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: t('Reading the stopped program') },
        () => explainStop({ session, sources, clock, t }, target, this.end.signal),
      );
    } catch (error) {
      if (!this.end.signal.aborted) {
        say(t('The stopped program could not be read. {0}', errorMessage(error)));
      }
      return undefined;
    }
  }

  private async explainTerminal(): Promise<void> {
    const failure = await selectedInTerminal();
    if (failure) await this.explainOutput(failure);
    else say(vscode.l10n.t('Nothing is selected in the active terminal.'));
  }

  /** @param args what the menu of a test's message passed on, if it was that */
  private async explainAny(args: readonly unknown[]): Promise<void> {
    const { t } = vscode.l10n;
    const failed = args.map(testFailure).find((each) => each !== undefined);
    const chosen = failed ?? (await chooseFailure(this.stopLabel));
    if (chosen === 'stop') await this.explainStop([]);
    else if (chosen === 'nothing') {
      say(
        t(
          'There is nothing to explain. Select the output of the failure in a terminal or an editor, or copy it, or stop at an exception in the debugger.',
        ),
      );
    } else if (chosen) await this.explainOutput(chosen);
  }

  private async explainOutput(failure: Failure): Promise<void> {
    const read = (uri: string): ReturnType<typeof readSource> => readSource(vscode.Uri.parse(uri));
    const { t } = vscode.l10n;
    const explained = await explainFailure({ finder: workspaceFinder, read, t }, failure);
    await this.options.ask(explained.request);
  }

  private get stopLabel(): string | undefined {
    const stop = this.sessions.shownStop?.stop;
    return stop && stopTitle({ ...stop, exception: stop.text }, vscode.l10n.t);
  }
}
