import * as vscode from 'vscode';

/** Opens “Get started with Switchyard”. */
export async function openWalkthrough(): Promise<void> {
  await vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    'switchyard.switchyard#switchyard.start',
  );
}
