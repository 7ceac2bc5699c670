import * as vscode from 'vscode';

/** Access tokens for model servers, one for each, in VS Code's secret storage and nowhere else. */
export class AccessTokens {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** @param origin of a server, such as `https://huggingface.co` */
  async get(origin: string): Promise<string | undefined> {
    return this.secrets.get(key(origin));
  }

  /**
   * Asks the user for the token of a server; an empty one forgets what is stored.
   * @returns false where the user gave up
   */
  async ask(origin: string): Promise<boolean> {
    const host = new URL(origin).host;
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Access Token for {0}', host),
      prompt: vscode.l10n.t(
        'Kept in VS Code’s secret storage and sent to {0} only. Leave it empty to forget the one that is stored.',
        host,
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (text === undefined) return false;
    const token = text.trim();
    if (token === '') await this.secrets.delete(key(origin));
    else await this.secrets.store(key(origin), token);
    return true;
  }
}

function key(origin: string): string {
  return `switchyard.accessToken:${origin}`;
}
