import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { CommandId } from '../../platform/commandTable.js';
import { LensRefresh } from '../../platform/lensRefresh.js';
import type { InlineReview } from './inlineReview.js';
import { lineOf } from './reviewDecorations.js';
import type { Reviews } from './reviews.js';

/** Buttons above the lines of a proposed change. */
export class ReviewLenses implements vscode.CodeLensProvider, Disposable {
  private readonly disposables = new DisposableStore();

  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(
    private readonly reviews: Reviews,
    clock: Clock,
  ) {
    const lenses = this.disposables.add(new LensRefresh(clock));
    this.onDidChangeCodeLenses = lenses.event;
    this.disposables.add(
      reviews.onDidChange(() => {
        lenses.refresh();
      }),
    );
    this.disposables.add(vscode.languages.registerCodeLensProvider('*', this));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const review = this.reviews.of(document);
    if (!review) return [];
    return review.phase === 'reviewing' ? decisions(review) : progress(review);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function progress(review: InlineReview): vscode.CodeLens[] {
  const { t } = vscode.l10n;
  const [first] = review.hunks;
  const line = first ? lineOf(review, first) : review.startLine;
  return [
    lens(line, `$(loading~spin) ${review.note}`, undefined),
    lens(line, t('Stop'), 'switchyard.edits.stop'),
  ];
}

function decisions(review: InlineReview): vscode.CodeLens[] {
  const { t } = vscode.l10n;
  const { hunks } = review;
  return hunks.flatMap((hunk, index) => {
    const line = lineOf(review, hunk);
    const ofHunk = [
      lens(line, `$(check) ${t('Accept')}`, 'switchyard.edits.acceptChange', [hunk]),
      lens(line, `$(discard) ${t('Reject')}`, 'switchyard.edits.rejectChange', [hunk]),
    ];
    if (index > 0) return ofHunk;
    const all = [
      lens(line, t('Accept All ({0})', hunks.length), 'switchyard.edits.acceptAll'),
      lens(line, t('Reject All'), 'switchyard.edits.rejectAll'),
    ];
    return [
      ...(review.note === '' ? [] : [lens(line, `$(sparkle) ${review.note}`, undefined)]),
      ...ofHunk,
      ...(hunks.length > 1 ? all : []),
      lens(line, t('Show Diff'), 'switchyard.edits.showDiff'),
    ];
  });
}

/** @param command absent for a text that does nothing when it is clicked */
function lens(
  line: number,
  title: string,
  command: CommandId | undefined,
  args: readonly unknown[] = [],
): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title,
    command: command ?? '',
    arguments: [...args],
  });
}
