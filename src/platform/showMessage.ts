import * as vscode from 'vscode';

export type MessageSeverity = 'information' | 'warning' | 'error';

export interface MessageAction {
  /** The button's label, in the user's language. */
  readonly title: string;
  readonly run: () => Thenable<unknown> | undefined;
}

/** Shows one notification and runs the action that the user chooses. Resolves when it is gone. */
export async function showMessage(
  severity: MessageSeverity,
  message: string,
  actions: readonly MessageAction[],
): Promise<void> {
  const show = {
    information: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[severity];
  const chosen = await show(message, ...actions.map((action) => action.title));
  await actions.find((action) => action.title === chosen)?.run();
}

/** Tells the user one sentence, where there is one, without waiting. */
export function say(text: string | undefined): void {
  if (text !== undefined) void vscode.window.showInformationMessage(`Switchyard: ${text}`);
}
