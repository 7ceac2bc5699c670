import * as vscode from 'vscode';

/** Opens the settings editor at the extension's own settings. */
export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', 'switchyard.');
}
