import * as vscode from 'vscode';
import type { Settings } from '../../platform/settings.js';
import { excludeGlob } from './core/excludeGlob.js';

/**
 * Adds a file or folder to the globs that the index leaves out.
 * @param resource from the explorer's menu; otherwise the active editor's file is meant
 */
export async function excludeFromIndex(settings: Settings, resource: unknown): Promise<void> {
  const { t } = vscode.l10n;
  const uri =
    resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  if (!uri || !folder) {
    void vscode.window.showInformationMessage(
      t('Switchyard: Open a file of the workspace, or choose one in the Explorer, to exclude it.'),
    );
    return;
  }
  const { type } = await vscode.workspace.fs.stat(uri);
  const isFolder = (type & vscode.FileType.Directory) !== 0;
  const glob = excludeGlob(vscode.workspace.asRelativePath(uri, false), isFolder);
  const excluded = settings.read('switchyard.index.exclude');
  await settings.update('switchyard.index.exclude', { ...excluded, [glob]: true });
  void vscode.window.showInformationMessage(
    t('Switchyard: {0} is no longer indexed (setting switchyard.index.exclude).', glob),
  );
}
