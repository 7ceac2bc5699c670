import * as vscode from 'vscode';
import { acceptedCommand } from './acceptedCommand.js';
import type { OutcomeTracker } from './core/outcomeTracker.js';

/** Tells the tracker what the editor lets an extension see after ghost text was offered. */
export function watchOutcomes(outcomes: OutcomeTracker): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(acceptedCommand, (id: unknown) => {
      if (typeof id === 'string') outcomes.accepted(id);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      outcomes.documentChanged(
        document.uri.toString(),
        contentChanges.map(({ range, text }) => ({ start: range.start, text })),
      );
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const cursor = selections[0];
      if (cursor) outcomes.cursorMoved(textEditor.document.uri.toString(), cursor.active);
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      outcomes.editorLeft();
    }),
  );
}
