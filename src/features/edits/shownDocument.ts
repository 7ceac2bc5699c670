import * as vscode from 'vscode';
import { isUserDocument, shownPath } from '../../platform/workspacePaths.js';

/** @returns a sentence on why a document cannot be changed; undefined where it can */
export async function writableReason(document: vscode.TextDocument): Promise<string | undefined> {
  const { uri } = document;
  const { t } = vscode.l10n;
  if (!isUserDocument(document)) return t('Open the file to change first.');
  if (document.isUntitled) return undefined;
  const readOnly = t('{0} is read-only.', shownPath(uri));
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return readOnly;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return permissions & vscode.FilePermission.Readonly ? readOnly : undefined;
  } catch {
    // a file that is gone from the disk can be changed in the editor
    return undefined;
  }
}

/** @returns false where the document was closed without being shown again */
export function untilVisible(document: vscode.TextDocument): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isVisible: boolean): void => {
      for (const subscription of subscriptions) subscription.dispose();
      resolve(isVisible);
    };
    const look = (): void => {
      if (document.isClosed) end(false);
      else if (vscode.window.visibleTextEditors.some((each) => each.document === document)) {
        end(true);
      }
    };
    const subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(look),
      vscode.workspace.onDidCloseTextDocument(look),
    ];
    look();
  });
}
