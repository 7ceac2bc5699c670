import * as vscode from 'vscode';

/**
 * Takes the mark of unsaved changes from a document that holds what its file holds, as after a proposal that was
 * rejected. It is not saved: saving could format it.
 * @param mayFocus whether the focus may go to the editor, as the user has just decided something there
 */
export async function revertUnchanged(
  document: vscode.TextDocument,
  mayFocus: boolean,
): Promise<void> {
  if (document.isUntitled || !isActive(document)) return;
  if (!(await holdsItsFile(document))) return;
  // while the list of open editors has the focus, the command reverts what is chosen there
  if (isOtherDirty(document)) {
    if (!mayFocus) return;
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    if (!isActive(document) || !(await holdsItsFile(document))) return;
  }
  if (document.isDirty) await vscode.commands.executeCommand('workbench.action.files.revert');
}

function isActive({ uri }: vscode.TextDocument): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
}

/** False where the document changes while the file is read. */
async function holdsItsFile(document: vscode.TextDocument): Promise<boolean> {
  const { uri, encoding, version } = document;
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    const text = await vscode.workspace.decode(bytes, { encoding });
    return document.version === version && document.getText() === text;
  } catch {
    // the file is gone, or cannot be read
    return false;
  }
}

function isOtherDirty(document: vscode.TextDocument): boolean {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ isDirty, input }) => {
      const uri = input instanceof vscode.TabInputText ? input.uri : undefined;
      return isDirty && uri?.toString() !== document.uri.toString();
    });
}
