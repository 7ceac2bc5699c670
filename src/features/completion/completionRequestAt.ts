import type * as vscode from 'vscode';
import type { CompletionRequest } from './core/completionRequest.js';
import { editingOptions, editorOf } from './editingOptions.js';
import { vscodeDocumentText } from './vscodeDocumentText.js';

/** The question for a place in a document that nobody has asked for by hand. */
export function completionRequestAt(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): CompletionRequest {
  return {
    document: vscodeDocumentText(document),
    position: { line, character },
    manual: false,
    cursorCount: editorOf(document)?.selections.length ?? 1,
    editing: editingOptions(document),
  };
}
