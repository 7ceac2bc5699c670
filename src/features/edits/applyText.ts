import * as vscode from 'vscode';
import { diffHunks } from '../../base/text/diffHunks.js';
import type { Hunk } from '../../base/text/hunks.js';
import { minimalEdit } from '../../base/text/minimalEdit.js';

/**
 * Makes a shown document hold a text by the smallest edits, so that cursors and folds elsewhere stay.
 * @param text with the document's own line ends
 * @param joinsLast whether one undo takes this back together with the last edit
 * @returns false where the document cannot be edited, or was changed at the same moment
 */
export async function applyText(
  editor: vscode.TextEditor,
  text: string,
  joinsLast: boolean,
): Promise<boolean> {
  const { document } = editor;
  const before = document.getText();
  if (before === text) return true;
  const edits = diffHunks(before, text).map((hunk) => smallest(document, hunk));
  return editor
    .edit(
      (builder) => {
        for (const { range, newText } of edits) builder.replace(range, newText);
      },
      { undoStopBefore: !joinsLast, undoStopAfter: false },
    )
    .then(
      (isDone) => isDone,
      // the editor was closed at the same moment
      () => false,
    );
}

/** The same for a document that no editor shows. */
export async function applyTextHidden(
  document: vscode.TextDocument,
  text: string,
): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const hunk of diffHunks(document.getText(), text)) {
    const { range, newText } = smallest(document, hunk);
    edit.replace(document.uri, range, newText);
  }
  return vscode.workspace.applyEdit(edit);
}

/** Edits for an event that takes them instead of making them, such as a save. */
export function textEdits(document: vscode.TextDocument, text: string): vscode.TextEdit[] {
  return diffHunks(document.getText(), text).map((hunk) => smallest(document, hunk));
}

function smallest(
  document: vscode.TextDocument,
  { before, removed, added }: Hunk,
): vscode.TextEdit {
  const { start, end, text } = minimalEdit(removed.join(''), added.join(''));
  const offset = document.offsetAt(new vscode.Position(before.startLine, 0));
  // behind the last line end a document has one more line, which the hunk does not count
  const range = new vscode.Range(
    document.positionAt(offset + start),
    document.positionAt(offset + end),
  );
  return vscode.TextEdit.replace(range, text);
}
