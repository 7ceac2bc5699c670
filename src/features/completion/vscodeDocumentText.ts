import * as vscode from 'vscode';
import type { DocumentText } from './core/completionRequest.js';

/** Reads a VS Code document line by line, without copying it. */
export function vscodeDocumentText(document: vscode.TextDocument): DocumentText {
  const { uri, languageId } = document;
  // Outside the workspace the path would be an absolute one, which says nothing to a model.
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return {
    uri: uri.toString(),
    fileName: uri.path.slice(uri.path.lastIndexOf('/') + 1),
    ...(isInWorkspace
      ? { path: vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/') }
      : {}),
    languageId,
    get lineCount() {
      return document.lineCount;
    },
    get lengthCharacters() {
      return document.offsetAt(new vscode.Position(document.lineCount, 0));
    },
    lineEnding: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
    lineAt: (line) => document.lineAt(line).text,
  };
}
