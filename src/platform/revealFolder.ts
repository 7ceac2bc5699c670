import * as vscode from 'vscode';
import { showMessage } from './showMessage.js';

/** Shows a folder in the system's file manager; where that is another machine, tells its path. */
export async function revealFolder(folder: string): Promise<void> {
  const uri = vscode.Uri.file(folder);
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isHere) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  const { t } = vscode.l10n;
  void showMessage(
    'information',
    t('Switchyard: The folder is {0} on the remote machine.', folder),
    [
      { title: t('Copy Path'), run: () => vscode.env.clipboard.writeText(folder) },
      {
        title: t('Open in New Window'),
        run: () =>
          vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true }),
      },
    ],
  );
}
