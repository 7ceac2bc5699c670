import * as vscode from 'vscode';
import type { EditingOptions } from './core/completionRequest.js';

const defaultTabSize = 4;

/** The indentation in use where a visible editor shows the document, else what the settings say for it. */
export function editingOptions(document: vscode.TextDocument): EditingOptions {
  const editor = editorOf(document);
  const settings = vscode.workspace.getConfiguration('editor', document);
  const tabSize = editor?.options.tabSize ?? settings.get<number>('tabSize');
  const insertSpaces = editor?.options.insertSpaces ?? settings.get<boolean>('insertSpaces');
  return {
    tabSize: typeof tabSize === 'number' ? tabSize : defaultTabSize,
    insertSpaces: typeof insertSpaces === 'boolean' ? insertSpaces : true,
  };
}

/** The editor in which the user types, when it shows the document. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((editor) => editor.document === document);
}
