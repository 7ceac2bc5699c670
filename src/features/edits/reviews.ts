import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { Emitter } from '../../base/emitter.js';
import type { Event } from '../../base/event.js';
import { InlineReview } from './inlineReview.js';
import { revertUnchanged } from './revertUnchanged.js';

/** For menus and keys: the active editor's document is being rewritten, or has changes to decide on. */
const workingKey = 'switchyard.edits.working';
const reviewingKey = 'switchyard.edits.reviewing';

/** The documents with a proposed change, at most one proposal each. */
export class Reviews implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly change = this.disposables.add(new Emitter<void>());
  private readonly open = new Map<vscode.TextDocument, InlineReview>();
  private readonly keys = new Map<string, boolean>();

  /** A review began, changed or ended. */
  readonly onDidChange: Event<void> = this.change.event;

  constructor() {
    this.disposables.add(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.showKeys();
      }),
    );
  }

  of(document: vscode.TextDocument): InlineReview | undefined {
    return this.open.get(document);
  }

  get all(): readonly InlineReview[] {
    return [...this.open.values()];
  }

  /**
   * @param document without a review, as it was when the model was asked
   * @param line at which what is being done is told, until the first change is there
   */
  begin(document: vscode.TextDocument, line: number): InlineReview {
    const review = new InlineReview(document, line);
    this.open.set(document, review);
    review.onDidChange(() => {
      this.changed();
    });
    review.onDidEnd(() => {
      this.open.delete(document);
      this.changed();
      if (review.wasClean) void revertUnchanged(document, review.phase === 'reviewing');
    });
    this.changed();
    return review;
  }

  dispose(): void {
    for (const review of this.all) review.dispose();
    this.disposables.dispose();
  }

  private changed(): void {
    this.showKeys();
    this.change.fire();
  }

  private showKeys(): void {
    const document = vscode.window.activeTextEditor?.document;
    const phase = document && this.open.get(document)?.phase;
    this.setKey(workingKey, phase === 'writing' || phase === 'checking');
    this.setKey(reviewingKey, phase === 'reviewing');
  }

  private setKey(key: string, value: boolean): void {
    if (this.keys.get(key) === value) return;
    this.keys.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
