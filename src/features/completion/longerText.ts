import * as vscode from 'vscode';

/**
 * Puts a longer text in the place of what the editor shows. The stable API cannot announce one, and an automatic request
 * for a place that was answered is not repeated; so the editor is asked as if by hand, with which it puts the new text
 * behind the one that stands, and then told to go on to the next. The shorter text stays within reach of its keys.
 */
export class LongerText {
  private refreshed: vscode.TextDocument | undefined;

  /** @param extensionId of the provider; others are not asked */
  constructor(private readonly extensionId: string) {}

  /** Whether the editor asks for this document because of us: nobody asked by hand. */
  isAskingFor(document: vscode.TextDocument): boolean {
    return this.refreshed === document;
  }

  /** @param uri of the document in which there is a longer text; nothing happens where it is not the one in use */
  async show(uri: string): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.toString() !== uri) return;
    const { version } = document;
    this.refreshed = document;
    try {
      const provider = { providerId: `${this.extensionId}:*`, explicit: true };
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger', provider);
      if (document.version !== version) return;
      await vscode.commands.executeCommand('editor.action.inlineSuggest.showNext');
    } finally {
      this.refreshed = undefined;
    }
  }
}
