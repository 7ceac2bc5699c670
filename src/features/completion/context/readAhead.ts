import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import type { CompletionPipeline } from '../core/completionPipeline.js';
import { completionRequestAt } from '../completionRequestAt.js';

/** A pause of so long is none in typing. */
const idleMs = 1_500;
/** Who has edited nothing for longer reads, and prompts need not be prepared. */
const editingMs = 120_000;

/** While the user pauses: looks for newer context, and lets the engine read the prompt where they are. */
export class ReadAhead implements Disposable {
  private readonly disposables = new DisposableStore();
  private timer: Disposable | undefined;
  private lastEditMs = -Infinity;

  constructor(
    private readonly pipeline: CompletionPipeline,
    private readonly clock: Clock,
  ) {
    const later = (): void => {
      this.later();
    };
    for (const disposable of [
      vscode.window.onDidChangeActiveTextEditor(later),
      vscode.window.onDidChangeTextEditorSelection(later),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document !== vscode.window.activeTextEditor?.document) return;
        this.lastEditMs = clock.nowMs();
        this.later();
      }),
    ]) {
      this.disposables.add(disposable);
    }
  }

  dispose(): void {
    this.timer?.dispose();
    this.disposables.dispose();
  }

  private later(): void {
    this.timer?.dispose();
    this.timer = this.clock.setTimer(idleMs, () => {
      this.readAhead();
    });
  }

  private readAhead(): void {
    const editor = vscode.window.activeTextEditor;
    if (!editor || this.clock.nowMs() - this.lastEditMs > editingMs) return;
    void this.pipeline.readAhead(completionRequestAt(editor.document, editor.selection.active));
  }
}
