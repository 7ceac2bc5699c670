import * as vscode from 'vscode';
import { Notice } from './notice.js';

/** Where a command was invoked. */
export interface CommandTarget {
  readonly document: vscode.TextDocument;
  readonly selection: vscode.Range;
}

/**
 * @param args what a code action gives (URI and range), a hover's link (URI as text, line, character), a menu (URI) or
 *   a key (nothing): then it is the active editor's selection
 * @throws {Notice} with a sentence for the user where there is no editor
 */
export async function commandTarget(args: readonly unknown[]): Promise<CommandTarget> {
  const [where, at, character] = args;
  const editor = vscode.window.activeTextEditor;
  const uri = uriOf(where) ?? editor?.document.uri;
  if (!uri) throw new Notice(vscode.l10n.t('Open a file and put the cursor into the code first.'));
  const document = await vscode.workspace.openTextDocument(uri);
  const selection = rangeOf(at, character) ?? selectionIn(document);
  return { document, selection: document.validateRange(selection) };
}

function uriOf(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) return value;
  return typeof value === 'string' ? vscode.Uri.parse(value) : undefined;
}

function rangeOf(value: unknown, character: unknown): vscode.Range | undefined {
  if (value instanceof vscode.Range) return value;
  if (typeof value !== 'number' || typeof character !== 'number') return undefined;
  return new vscode.Range(value, character, value, character);
}

function selectionIn(document: vscode.TextDocument): vscode.Range {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  return editor?.selection ?? new vscode.Range(0, 0, 0, 0);
}
