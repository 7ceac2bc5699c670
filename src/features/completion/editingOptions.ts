import * as vscode from 'vscode';
import type { EditingOptions } from './core/completionRequest.js';

const defaultTabSize = 4;

/** The indentation in use where a visible editor shows the document, else what the settings say for it. */
export function editingOptions(document: vscode.TextDocument): EditingOptions {
  const { tabSize, insertSpaces } = editorOf(document)?.options ?? configuredOptions(document);
  return {
    tabSize: typeof tabSize === 'number' ? tabSize : defaultTabSize,
    insertSpaces: typeof insertSpaces === 'boolean' ? insertSpaces : true,
  };
}

/** VS Code takes ten milliseconds to put a folder's settings together for the first time: not with every key. */
function configuredOptions(document: vscode.TextDocument): vscode.TextEditorOptions {
  const settings = vscode.workspace.getConfiguration('editor', document);
  const tabSize = settings.get<number>('tabSize');
  const insertSpaces = settings.get<boolean>('insertSpaces');
  return {
    ...(tabSize !== undefined && { tabSize }),
    ...(insertSpaces !== undefined && { insertSpaces }),
  };
}

/** The editor in which the user types, when it shows the document. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((editor) => editor.document === document);
}
