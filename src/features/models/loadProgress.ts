import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { toDisposable } from '../../base/disposable.js';
import type { Event } from '../../base/event.js';
import type { LoadStep } from '../../protocol/engineProtocol.js';
import type { EngineState } from '../../protocol/engineState.js';
import { cancellableProgress } from '../../platform/cancellableProgress.js';
import type { PercentProgress } from '../../platform/percentProgress.js';

/** Milliseconds of loading after which it gets a notification of its own; the status item shows every load. */
const quietMs = 2_000;

export interface LoadProgressOptions {
  readonly engine: { readonly state: EngineState; readonly onDidChangeState: Event<EngineState> };
  readonly clock: Clock;
  /** The user does not want to wait. */
  readonly onCancel: () => void;
}

/** Shows a long load's progress, with a way out, until the returned disposable is disposed. */
export function showLoadProgress(options: LoadProgressOptions): Disposable {
  const disposables = new DisposableStore();
  disposables.add(
    options.clock.setTimer(quietMs, () => {
      const done = new Promise<void>((resolve) => {
        disposables.add(toDisposable(resolve));
      });
      void cancellableProgress(
        vscode.l10n.t('Switchyard: loading the model'),
        options.onCancel,
        (bar) => {
          reportSteps(options.engine, bar, disposables);
          return done;
        },
      );
    }),
  );
  return disposables;
}

function reportSteps(
  engine: LoadProgressOptions['engine'],
  progress: PercentProgress,
  disposables: DisposableStore,
): void {
  const report = (state: EngineState): void => {
    if (state.kind !== 'loading') return;
    const percent = state.step === 'weights' ? state.fraction * 100 : undefined;
    progress.report(stepTitle(state.step), percent);
  };
  report(engine.state);
  disposables.add(engine.onDidChangeState(report));
}

function stepTitle(step: LoadStep): string {
  const { t } = vscode.l10n;
  const titles: Record<LoadStep, string> = {
    header: t('reading the header'),
    backend: t('testing the compute backends'),
    weights: t('reading the weights'),
    context: t('making room for the context'),
  };
  return titles[step];
}
