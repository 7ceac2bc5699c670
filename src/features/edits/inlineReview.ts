import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { Emitter } from '../../base/emitter.js';
import type { Event } from '../../base/event.js';
import type { Hunk } from '../../base/text/hunks.js';
import { applyText, applyTextHidden, textEdits } from './applyText.js';
import { ReviewedText } from './core/reviewedText.js';

export type ReviewPhase = 'writing' | 'checking' | 'reviewing';

/** What came of bringing a proposal into the document. */
export type Shown =
  | 'shown'
  /** No editor shows the document, so nothing was changed behind the user's back. */
  | 'hidden'
  /** The user has changed the lines that the proposal replaces. */
  | 'conflict'
  | 'readOnly'
  | 'ended';

/** Someone who types fast changes the document between two of our tries. */
const maxTries = 20;

/**
 * A proposed change of one document, in the document itself: it holds the proposal, every part of which can be accepted
 * or taken back. All of our edits are one undo step, as long as the user does not type in between.
 */
export class InlineReview implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly change = this.disposables.add(new Emitter<void>());
  private readonly end = this.disposables.add(new Emitter<void>());
  private readonly text: ReviewedText;
  private currentPhase: ReviewPhase = 'writing';
  private currentNote = '';
  private running: Promise<unknown> = Promise.resolve();
  /** What our own edit, which is under way, makes of the document. */
  private expected: string | undefined;
  /** Whether the last edit of the document was ours, so that the next one of ours belongs to the same undo step. */
  private wasOurs = false;
  private isMixed = false;
  private isReadOnly = false;
  private hasEnded = false;

  /** Whether the document held what the file holds when the review began. */
  readonly wasClean: boolean;
  readonly onDidChange: Event<void> = this.change.event;
  /** Nothing is left to decide, or the user has undone it, or the document is gone. Fires once. */
  readonly onDidEnd: Event<void> = this.end.event;
  /** The user has changed lines that are being written: what is written must stop. */
  onConflict: (() => void) | undefined;

  /**
   * @param document as it was when the model was asked
   * @param line at which what is being done is told, until the first change is there
   */
  constructor(
    readonly document: vscode.TextDocument,
    private readonly line: number,
  ) {
    this.wasClean = !document.isDirty;
    this.text = new ReviewedText(document.getText());
    for (const disposable of [
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) this.handleChange(event);
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) this.close();
      }),
      vscode.workspace.onWillSaveTextDocument((event) => {
        if (event.document === document) this.handleSave(event);
      }),
    ]) {
      this.disposables.add(disposable);
    }
  }

  get phase(): ReviewPhase {
    return this.currentPhase;
  }

  /** A sentence on the proposal, or on what is being done; empty for none. */
  get note(): string {
    return this.currentNote;
  }

  get hunks(): readonly Hunk[] {
    return this.text.hunks;
  }

  /** The document without the proposal, with what the user typed meanwhile. */
  get base(): string {
    return this.text.base;
  }

  /** Whether the user has typed into what is proposed. */
  get hasUserText(): boolean {
    return this.isMixed && this.hunks.length > 0;
  }

  get startLine(): number {
    return Math.min(this.line, this.document.lineCount - 1);
  }

  setPhase(phase: ReviewPhase, note: string): void {
    const isSame = phase === this.currentPhase && note === this.currentNote;
    this.currentPhase = phase;
    this.currentNote = note;
    if (phase === 'reviewing' && this.hunks.length === 0) this.close();
    else if (!isSame) this.change.fire();
  }

  setNote(note: string): void {
    if (note === this.currentNote) return;
    this.currentNote = note;
    this.change.fire();
  }

  /** @param after the whole text that is proposed for the document as it was when the model was asked */
  show(after: string): Promise<Shown> {
    return this.enqueue(() => this.bring(() => this.text.target(after), false));
  }

  accept(hunk: Hunk): void {
    // the hunk of a click that comes late is gone
    if (!this.text.hunks.includes(hunk)) return;
    this.text.accept(hunk);
    this.changedByUs();
  }

  acceptAll(): void {
    this.text.acceptAll();
    this.changedByUs();
  }

  /** @returns a sentence where it could not be taken back */
  reject(hunk: Hunk): Promise<string | undefined> {
    return this.enqueue(async () => {
      if (!this.text.hunks.includes(hunk)) return undefined;
      return this.takeBack(() => this.text.without(hunk));
    });
  }

  rejectAll(): Promise<string | undefined> {
    return this.enqueue(() => this.takeBack(() => this.text.base));
  }

  /** Ends the review; the document stays as it is. */
  close(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.end.fire();
    this.disposables.dispose();
  }

  dispose(): void {
    this.close();
  }

  private async takeBack(target: () => string): Promise<string | undefined> {
    const shown = await this.bring(target, true);
    if (shown === 'shown' || shown === 'ended') {
      this.changedByUs();
      return undefined;
    }
    return vscode.l10n.t('The change could not be taken back: the file cannot be edited now.');
  }

  /** One edit after the other, in the order in which they were asked for. */
  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.running.then(work);
    this.running = done.catch(() => undefined);
    return done;
  }

  private async bring(target: () => string | undefined, alsoHidden: boolean): Promise<Shown> {
    for (let tries = 0; tries < maxTries && !this.isReadOnly; tries++) {
      if (this.hasEnded) return 'ended';
      const wanted = target();
      if (wanted === undefined) return 'conflict';
      const text = this.withLineEnds(wanted);
      if (text === this.document.getText()) return 'shown';
      const editor = editorOf(this.document);
      if (!editor && !alsoHidden) return 'hidden';
      this.expected = text;
      const isDone = editor
        ? await applyText(editor, text, this.wasOurs)
        : await applyTextHidden(this.document, text);
      this.expected = undefined;
      // an editor that is read-only says that it is done, too
      if (isDone && this.document.getText() === text) return 'shown';
    }
    this.isReadOnly = true;
    return 'readOnly';
  }

  private handleChange({ contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    // an event without changes tells that the document was saved or became dirty
    if (contentChanges.length === 0) return;
    const text = this.document.getText();
    if (this.expected === text) {
      this.wasOurs = true;
      this.text.shown(text);
      this.change.fire();
      return;
    }
    this.wasOurs = false;
    const wasOpen = this.text.hunks.length > 0;
    const touched = this.text.changed(contentChanges, text);
    this.isMixed ||= touched && this.text.hunks.length > 0;
    const isUndone = wasOpen && this.text.hunks.length === 0 && reason !== undefined;
    if (this.currentPhase === 'reviewing') {
      if (this.text.hunks.length === 0) this.close();
    } else if (isUndone || (touched && this.text.hunks.length > 0)) {
      this.onConflict?.();
    }
    this.change.fire();
  }

  /** A half-written proposal is not saved: the file gets the text without it, and the next piece brings it back. */
  private handleSave(event: vscode.TextDocumentWillSaveEvent): void {
    if (this.currentPhase !== 'writing' || this.hunks.length === 0) return;
    event.waitUntil(Promise.resolve(textEdits(this.document, this.text.base)));
  }

  private changedByUs(): void {
    if (this.currentPhase === 'reviewing' && this.hunks.length === 0) this.close();
    else this.change.fire();
  }

  /** A document has one kind of line end, whatever is put into it. */
  private withLineEnds(text: string): string {
    const lineEnd = this.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    return text.replace(/\r\n|\r|\n/g, lineEnd);
  }
}

function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((editor) => editor.document === document);
}
