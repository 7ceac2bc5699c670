import * as vscode from 'vscode';
import { showMessage } from '../../platform/showMessage.js';

/** Asks for ghost text at the cursor; when there is none, the provider says why in the status bar. */
export async function triggerCompletion(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    await showMessage(
      'information',
      vscode.l10n.t('Open a file and place the cursor where code is to be completed.'),
      [],
    );
    return;
  }
  const settings = vscode.workspace.getConfiguration('editor', editor.document);
  if (settings.get<boolean>('inlineSuggest.enabled') === false) {
    await offerInlineSuggest(settings);
    return;
  }
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

/** Without VS Code's own setting no provider is ever asked, so nobody else could explain the silence. */
async function offerInlineSuggest(settings: vscode.WorkspaceConfiguration): Promise<void> {
  await showMessage(
    'information',
    vscode.l10n.t(
      'VS Code’s setting “Editor › Inline Suggest: Enabled” is off, so it shows no suggestions.',
    ),
    [
      {
        title: vscode.l10n.t('Switch It On'),
        run: () =>
          settings.update('inlineSuggest.enabled', true, vscode.ConfigurationTarget.Global),
      },
    ],
  );
}
