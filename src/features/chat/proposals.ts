import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { minimalEdit } from './core/minimalEdit.js';
import { shownPath } from './workspacePaths.js';

export const proposalScheme = 'switchyard-proposal';

interface Proposal {
  readonly target: vscode.Uri;
  /** The document's text when the change was proposed. */
  readonly before: string;
  readonly after: string;
}

/** Changes that the user looks at as a diff before they are made. Nothing is written to disk for them. */
export class Proposals implements vscode.TextDocumentContentProvider, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly open = new Map<string, Proposal>();
  private serial = 0;

  constructor() {
    this.disposables.add(
      vscode.workspace.registerTextDocumentContentProvider(proposalScheme, this),
    );
    this.disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === proposalScheme) this.open.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.open.get(uri.toString())?.after ?? '';
  }

  /** Shows the document beside what it would become. */
  async show(document: vscode.TextDocument, after: string): Promise<void> {
    this.serial += 1;
    const uri = vscode.Uri.from({
      scheme: proposalScheme,
      // the path decides the language that the diff is coloured in
      path: document.uri.path === '' ? '/untitled' : document.uri.path,
      query: String(this.serial),
    });
    this.open.set(uri.toString(), { target: document.uri, before: document.getText(), after });
    const name = path.posix.basename(shownPath(document.uri));
    await vscode.commands.executeCommand(
      'vscode.diff',
      document.uri,
      uri,
      vscode.l10n.t('{0} ↔ proposed change', name),
    );
  }

  /**
   * Makes the proposed change in the document, which stays unsaved.
   * @param uri of the proposal; the one in the active editor where it is absent
   * @returns a sentence where it was not made
   */
  async accept(uri = activeProposal()): Promise<string | undefined> {
    const proposal = uri && this.open.get(uri.toString());
    if (!uri || !proposal)
      return vscode.l10n.t('There is no proposed change in the active editor.');
    const document = await vscode.workspace.openTextDocument(proposal.target);
    if (document.getText() !== proposal.before) {
      return vscode.l10n.t('The file has changed since. Apply the code again.');
    }
    const { start, end, text } = minimalEdit(proposal.before, proposal.after);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, text);
    if (!(await vscode.workspace.applyEdit(edit))) {
      return vscode.l10n.t('The change could not be made in this file.');
    }
    await this.close(uri);
    await vscode.window.showTextDocument(document);
    return undefined;
  }

  async reject(uri = activeProposal()): Promise<string | undefined> {
    if (!uri || !this.open.has(uri.toString())) {
      return vscode.l10n.t('There is no proposed change in the active editor.');
    }
    await this.close(uri);
    return undefined;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async close(uri: vscode.Uri): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString(),
      );
    await vscode.window.tabGroups.close(tabs);
    this.open.delete(uri.toString());
  }
}

function activeProposal(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isProposal =
    input instanceof vscode.TabInputTextDiff && input.modified.scheme === proposalScheme;
  return isProposal ? input.modified : undefined;
}
