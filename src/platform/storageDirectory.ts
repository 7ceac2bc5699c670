import * as vscode from 'vscode';
import type { Log } from '../base/log.js';

/** Absolute path of the extension's folder for files of its own, shared by all windows; made in the background. */
export function storageDirectory(
  context: Pick<vscode.ExtensionContext, 'globalStorageUri'>,
  log: Log,
): string {
  vscode.workspace.fs.createDirectory(context.globalStorageUri).then(undefined, () => {
    log.warn(
      'The storage folder of the extension cannot be made; nothing will be remembered there.',
    );
  });
  return context.globalStorageUri.fsPath;
}
