import * as vscode from 'vscode';

/**
 * The text selected in the active terminal. VS Code's stable API does not give it out; the only way is its own copy
 * command, after which the clipboard's text is put back.
 * @returns undefined where nothing is selected
 */
export async function terminalSelection(): Promise<string | undefined> {
  if (!vscode.window.activeTerminal) return undefined;
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  try {
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await clipboard.readText();
    return text.trim() === '' ? undefined : text;
  } finally {
    await clipboard.writeText(before);
  }
}
