import * as vscode from 'vscode';
import { acceptedCommand } from './acceptedCommand.js';
import type { CompletionPipeline } from './core/completionPipeline.js';
import type { OutcomeTracker } from './core/outcomeTracker.js';

/** Passes on what the editor lets an extension see of typing, and of what becomes of ghost text. */
export function watchOutcomes(
  pipeline: CompletionPipeline,
  outcomes: OutcomeTracker,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(acceptedCommand, (id: unknown) => {
      if (typeof id === 'string') outcomes.accepted(id);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      pipeline.documentChanged(
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
