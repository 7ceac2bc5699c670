import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import { isUserDocument } from '../../platform/workspacePaths.js';
import { askLanguageServer } from './languageServer.js';

const command = 'switchyard.edits.explain';

/** A link to the explanation of a name, below what the language server says about it. */
export class ExplainHover implements vscode.HoverProvider {
  constructor(
    private readonly isWanted: () => boolean,
    private readonly clock: Clock,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const word = document.getWordRangeAtPosition(position);
    if (!word || !this.isWanted() || !isUserDocument(document)) return undefined;
    // a name that nobody can define is a word of a comment or a string
    const definitions = await askLanguageServer<unknown[]>(
      this.clock,
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    );
    if (token.isCancellationRequested || !definitions?.length) return undefined;
    const name = document.getText(word);
    const args = encodeURIComponent(
      JSON.stringify([document.uri.toString(), position.line, position.character]),
    );
    const text = new vscode.MarkdownString('', true);
    text.isTrusted = { enabledCommands: [command] };
    text.appendMarkdown(`[$(comment-discussion) `);
    text.appendText(vscode.l10n.t('Explain {0}', name));
    text.appendMarkdown(`](command:${command}?${args})`);
    return new vscode.Hover(text, word);
  }
}
