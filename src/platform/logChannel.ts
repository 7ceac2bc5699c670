import * as vscode from 'vscode';

/** The extension's one log, in the Output panel under its name. Disposing it belongs to the caller. */
export function createLogChannel(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Switchyard', { log: true });
}
