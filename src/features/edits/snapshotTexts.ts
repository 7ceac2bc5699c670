import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';

/** Read-only documents that VS Code shows while they are open; nothing of them is on the disk. */
export class SnapshotTexts implements vscode.TextDocumentContentProvider, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly texts = new Map<string, string>();
  private serial = 0;

  /** @param scheme of the documents' URIs, theirs alone */
  constructor(private readonly scheme: string) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.texts.delete(uri.toString());
      }),
    );
  }

  /** @param like its path decides the language that the text is coloured in */
  add(like: Pick<vscode.Uri, 'path'>, text: string): vscode.Uri {
    this.serial += 1;
    const path = like.path.startsWith('/') ? like.path : `/${like.path}`;
    const uri = vscode.Uri.from({ scheme: this.scheme, path, query: String(this.serial) });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
