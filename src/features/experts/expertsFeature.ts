import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { errorMessage } from '../../base/errorMessage.js';
import type { Event } from '../../base/event.js';
import type { Log } from '../../base/log.js';
import { ObservableValue } from '../../base/observableValue.js';
import { registerCommand } from '../../platform/commands.js';
import type { EngineState } from '../../protocol/engineState.js';
import type { EngineSummary, ExportFormat } from '../../protocol/expertsView.js';
import { engineSummary } from './core/engineSummary.js';
import { lastCompletion } from './core/lastCompletion.js';
import type { RequestStore } from './core/requestStore.js';
import { RoutingIntake } from './core/routingIntake.js';
import type { RoutingSource } from './core/routingSource.js';
import { exportRequests } from './exportRequests.js';
import { expertsViewId, ExpertsViewProvider } from './expertsViewProvider.js';

/** Shows a request's routing; takes the request's id. Not in the Command Palette. */
export const showRequestCommand = 'switchyard.experts.showRequest';

export interface ExpertsFeatureOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: { readonly state: EngineState; readonly onDidChangeState: Event<EngineState> };
  readonly routing: RoutingSource;
  /** Receives the records from whoever makes requests, and the routing from here. */
  readonly store: RequestStore;
  readonly log: Log;
  readonly clock: Clock;
}

/** The Experts view, its commands, and the way of routing from the engine to the store. */
export class ExpertsFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly summary: ObservableValue<EngineSummary>;
  private readonly provider: ExpertsViewProvider;
  private readonly intake: RoutingIntake;

  constructor(private readonly options: ExpertsFeatureOptions) {
    const { engine, routing, store, log, clock, extensionUri } = options;
    this.intake = this.disposables.add(new RoutingIntake(store));
    this.summary = this.disposables.add(new ObservableValue(this.currentSummary));
    this.provider = this.disposables.add(
      new ExpertsViewProvider(extensionUri, {
        store,
        engine: this.summary,
        availability: routing.availability,
        clock,
        log,
        actions: {
          setRecording: (recording) => {
            this.run(() => routing.setRecording(recording));
          },
          export: (format, requestId) => {
            this.run(() => this.export(format, requestId));
          },
          clear: () => {
            store.clear();
          },
        },
      }),
    );
    for (const disposable of [
      vscode.window.registerWebviewViewProvider(expertsViewId, this.provider),
      engine.onDidChangeState((state) => {
        this.onEngineState(state);
      }),
      routing.resources.onDidChange(() => {
        this.summary.set(this.currentSummary);
      }),
      routing.onBatch(({ requestId, batch }) => {
        this.intake.putBatch(requestId, batch);
      }),
      routing.onTrace(({ requestId, trace }) => {
        this.intake.putTrace(requestId, trace, this.modelName);
      }),
      ...this.registerCommands(),
    ]) {
      this.disposables.add(disposable);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private registerCommands(): Disposable[] {
    const { routing, store, log } = this.options;
    return [
      registerCommand('switchyard.experts.show', () => this.provider.show(), log),
      registerCommand('switchyard.experts.showCompletion', () => this.showCompletion(), log),
      registerCommand('switchyard.experts.recordOn', () => routing.setRecording(true), log),
      registerCommand('switchyard.experts.recordOff', () => routing.setRecording(false), log),
      registerCommand('switchyard.experts.export', () => this.chooseExport(), log),
      registerCommand(
        'switchyard.experts.clear',
        () => {
          store.clear();
        },
        log,
      ),
      vscode.commands.registerCommand(showRequestCommand, async (requestId: unknown) => {
        if (typeof requestId === 'string') await this.provider.show({ requestId, tab: 'routing' });
      }),
    ];
  }

  private async showCompletion(): Promise<void> {
    const row = lastCompletion(this.options.store.rows);
    if (row) await this.provider.show({ requestId: row.record.id, tab: 'routing' });
    else await this.provider.show();
  }

  private async chooseExport(): Promise<void> {
    const choices: (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
      { label: vscode.l10n.t('JSON with routing and timings'), format: 'json' },
      { label: vscode.l10n.t('CSV of the request list'), format: 'csv' },
      { label: vscode.l10n.t('Copy the request list as Markdown'), format: 'markdown' },
    ];
    const placeHolder = vscode.l10n.t('Export requests as');
    const choice = await vscode.window.showQuickPick(choices, { placeHolder });
    if (choice) await this.export(choice.format, undefined);
  }

  private async export(format: ExportFormat, requestId: string | undefined): Promise<void> {
    const done = await exportRequests(this.options.store, format, requestId);
    if (done !== undefined) this.provider.notify(done);
  }

  private onEngineState(state: EngineState): void {
    if (state.kind === 'restarting' || state.kind === 'crashed' || state.kind === 'stopped') {
      this.intake.endRunning();
    }
    this.summary.set(this.currentSummary);
  }

  private get currentSummary(): EngineSummary {
    const { engine, routing } = this.options;
    return engineSummary(engine.state, routing.resources.value);
  }

  private get modelName(): string {
    const { state } = this.options.engine;
    return state.kind === 'ready' ? state.model.file.name : '';
  }

  /** For wishes from the view, which gets no answer: a failure is shown in its status line. */
  private run(action: () => Promise<void>): void {
    action().catch((error: unknown) => {
      this.options.log.error('A command of the Experts view failed.');
      this.provider.notify(errorMessage(error));
    });
  }
}
