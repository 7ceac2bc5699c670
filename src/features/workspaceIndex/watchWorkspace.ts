import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';

/**
 * Reports files and folders of the workspace that come, change or go, by any program: the editor's own watcher sees
 * most, its save, rename and delete events what the user keeps from the watcher (`files.watcherExclude`).
 */
export function watchWorkspace(onChange: (path: string) => void): Disposable {
  const disposables = new DisposableStore();
  const report = (uri: vscode.Uri): void => {
    if (uri.scheme === 'file') onChange(uri.fsPath);
  };
  const watcher = disposables.add(vscode.workspace.createFileSystemWatcher('**/*'));
  for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
    disposables.add(event(report));
  }
  const { workspace } = vscode;
  disposables.add(
    workspace.onDidSaveTextDocument(({ uri }) => {
      report(uri);
    }),
  );
  disposables.add(
    workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) [oldUri, newUri].forEach(report);
    }),
  );
  for (const event of [workspace.onDidCreateFiles, workspace.onDidDeleteFiles]) {
    disposables.add(
      event(({ files }) => {
        files.forEach(report);
      }),
    );
  }
  return disposables;
}
