import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { IndexStatus, WorkspaceSearch } from '../../protocol/workspaceSearch.js';
import { statusText } from './core/statusText.js';

/** Milliseconds of indexing after which it is shown: a look at an index that exists takes less. */
const quietMs = 2_000;

/** Shows a long build in the status bar while it lasts; the index's status command has the way to stop it. */
export function showIndexProgress(search: WorkspaceSearch, clock: Clock): Disposable {
  const disposables = new DisposableStore();
  let timer: Disposable | undefined;
  let end: (() => void) | undefined;
  let progress: vscode.Progress<{ message?: string }> | undefined;
  const begin = (): void => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Switchyard' },
      (reporter) => {
        progress = reporter;
        reporter.report({ message: statusText(search.status, vscode.l10n.t) });
        return new Promise<void>((resolve) => {
          end = resolve;
        });
      },
    );
  };
  const stop = (): void => {
    timer?.dispose();
    end?.();
    timer = end = progress = undefined;
  };
  const update = (status: IndexStatus): void => {
    if (status.kind !== 'indexing') stop();
    else if (progress) progress.report({ message: statusText(status, vscode.l10n.t) });
    else timer ??= clock.setTimer(quietMs, begin);
  };
  disposables.add(search.onDidChangeStatus(update));
  disposables.add({ dispose: stop });
  return disposables;
}
