import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Hunk } from '../../base/text/hunks.js';
import type { RemovedText } from './core/hunkMarks.js';
import { hunkMarks } from './core/hunkMarks.js';
import type { InlineReview } from './inlineReview.js';
import type { Reviews } from './reviews.js';

const { ThemeColor } = vscode;
/** Longer texts than this are cut; the hover has all of them. */
const maxShownCharacters = 90;
/** Beyond this many lines the hover shows the beginning. */
const maxHoverLines = 60;

/** Draws what was added and what was removed into the editors that show a review. */
export class ReviewDecorations implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly addedLine = this.type({
    isWholeLine: true,
    backgroundColor: new ThemeColor('diffEditor.insertedLineBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.addedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  private readonly insertedWord = this.type({
    backgroundColor: new ThemeColor('diffEditor.insertedTextBackground'),
  });
  private readonly removedText = this.type({
    overviewRulerColor: new ThemeColor('editorOverviewRuler.deletedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });

  private readonly progress = this.type({});
  /** Editors that hold decorations. */
  private readonly painted = new WeakSet<vscode.TextEditor>();

  constructor(private readonly reviews: Reviews) {
    const paintAll = (): void => {
      for (const editor of vscode.window.visibleTextEditors) this.paint(editor);
    };
    this.disposables.add(reviews.onDidChange(paintAll));
    this.disposables.add(vscode.window.onDidChangeVisibleTextEditors(paintAll));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private type(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
    const type = vscode.window.createTextEditorDecorationType(options);
    this.disposables.add(type);
    return type;
  }

  private paint(editor: vscode.TextEditor): void {
    const { document } = editor;
    const review = this.reviews.of(document);
    if (!review && !this.painted.has(editor)) return;
    if (review) this.painted.add(editor);
    else this.painted.delete(editor);
    const hunks = review?.hunks ?? [];
    const marks = hunks.map((hunk) => ({
      ...hunkMarks(hunk, (line) => lengthOf(document, line)),
      hunk,
      hoverMessage: hoverOf(hunk),
    }));
    editor.setDecorations(
      this.addedLine,
      marks.flatMap(({ hunk, hoverMessage }) => addedLines(hunk, hoverMessage)),
    );
    editor.setDecorations(this.progress, review ? progressOf(review) : []);
    editor.setDecorations(
      this.insertedWord,
      marks.flatMap(({ insertedSpans }) =>
        insertedSpans.map(({ line, start, end }) => new vscode.Range(line, start, line, end)),
      ),
    );
    editor.setDecorations(
      this.removedText,
      marks.flatMap(({ removedWords, removedLines, hoverMessage }) => [
        ...removedWords.map(removedWord),
        ...removedLines.map((removed) => ({ ...removedAtEnd(removed), hoverMessage })),
      ]),
    );
  }
}

/** VS Code holds the buttons above lines back while the text keeps changing, so this tells what is going on. */
function progressOf(review: InlineReview): vscode.DecorationOptions[] {
  if (review.phase === 'reviewing') return [];
  const last = review.hunks.at(-1);
  const line = last ? Math.max(lineOf(review, last), last.after.endLine - 1) : review.startLine;
  const { end } = review.document.lineAt(Math.min(line, review.document.lineCount - 1)).range;
  const contentText = vscode.l10n.t('{0} Escape stops', review.note).replaceAll(' ', '\u00a0');
  const color = new ThemeColor('editorCodeLens.foreground');
  const after = { contentText, color, fontStyle: 'italic', margin: '0 0 0 3ch' };
  return [{ range: new vscode.Range(end, end), renderOptions: { after } }];
}

function addedLines(
  { after: { startLine, endLine } }: Hunk,
  hoverMessage: vscode.MarkdownString,
): vscode.DecorationOptions[] {
  if (startLine === endLine) return [];
  const range = new vscode.Range(startLine, 0, endLine - 1, 0);
  return [{ range, hoverMessage }];
}

function removedWord({ line, character, text }: RemovedText): vscode.DecorationOptions {
  const range = new vscode.Range(line, character, line, character);
  return { range, renderOptions: { before: struck(text, '0 1px 0 0') } };
}

function removedAtEnd({ line, character, text }: RemovedText): vscode.DecorationOptions {
  const range = new vscode.Range(line, character, line, character);
  return { range, renderOptions: { after: struck(text, '0 0 0 3ch') } };
}

function struck(text: string, margin: string): vscode.ThemableDecorationAttachmentRenderOptions {
  const shown = text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}…` : text;
  return {
    // a plain space at an end would be collapsed
    contentText: shown.replaceAll(' ', '\u00a0').replaceAll('\t', '\u00a0\u00a0'),
    color: new ThemeColor('editorGhostText.foreground'),
    backgroundColor: new ThemeColor('diffEditor.removedTextBackground'),
    textDecoration: 'line-through',
    margin,
  };
}

function lengthOf(document: vscode.TextDocument, line: number): number {
  return line < document.lineCount ? document.lineAt(line).text.length : 0;
}

function hoverOf({ removed, added }: Hunk): vscode.MarkdownString {
  const lines = [
    ...removed.map((line) => `-${line.trimEnd()}`),
    ...added.map((line) => `+${line.trimEnd()}`),
  ];
  const shown = lines.slice(0, maxHoverLines);
  if (lines.length > shown.length) shown.push('…');
  return new vscode.MarkdownString().appendCodeblock(shown.join('\n'), 'diff');
}

/** The document's line at which a hunk's buttons stand. */
export function lineOf({ document }: InlineReview, { after }: Hunk): number {
  return Math.min(after.startLine, document.lineCount - 1);
}
