import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import type { Log } from '../../base/log.js';
import type { Hunk } from '../../base/text/hunks.js';
import type { CommandId } from '../../platform/commandTable.js';
import { registerCommand } from '../../platform/commands.js';
import { say } from '../../platform/showMessage.js';
import { shownPath } from '../../platform/workspacePaths.js';
import type { EditFlow } from './editFlow.js';
import type { FileProposals } from './fileProposals.js';
import type { InlineReview } from './inlineReview.js';
import { lineOf } from './reviewDecorations.js';
import type { Reviews } from './reviews.js';
import type { SnapshotTexts } from './snapshotTexts.js';

export interface ReviewCommandsOptions {
  readonly reviews: Reviews;
  readonly flow: EditFlow;
  readonly proposals: FileProposals;
  readonly snapshots: SnapshotTexts;
  readonly log: Log;
}

/** What can be done with a proposed change; each command says so where there is none. */
export function registerReviewCommands(options: ReviewCommandsOptions): Disposable[] {
  const { proposals, log } = options;
  const onHunk = (
    id: 'switchyard.edits.acceptChange' | 'switchyard.edits.rejectChange',
    decide: (review: InlineReview, hunk: Hunk) => Promise<string | undefined> | undefined,
  ): Disposable =>
    registerCommand(
      id,
      async (chosen?: unknown) => {
        const review = reviewOf(options.reviews, chosen);
        const hunk = review && hunkFor(review, chosen);
        say(hunk ? await decide(review, hunk) : nothingHere());
      },
      log,
    );
  return [
    onHunk('switchyard.edits.acceptChange', (review, hunk) => {
      review.accept(hunk);
      return undefined;
    }),
    onHunk('switchyard.edits.rejectChange', (review, hunk) => review.reject(hunk)),
    ...registerWhole(options),
    ...registerMoves(options),
    registerCommand(
      'switchyard.edits.acceptFile',
      async (uri) => {
        say(await proposals.accept(uri instanceof vscode.Uri ? uri : undefined));
      },
      log,
    ),
    registerCommand(
      'switchyard.edits.rejectFile',
      async (uri) => {
        say(await proposals.reject(uri instanceof vscode.Uri ? uri : undefined));
      },
      log,
    ),
    registerCommand(
      'switchyard.edits.chooseFiles',
      async () => {
        say(await proposals.choose());
      },
      log,
    ),
  ];
}

function registerWhole({ reviews, flow, snapshots, log }: ReviewCommandsOptions): Disposable[] {
  const onReview = (
    id: Extract<CommandId, `switchyard.edits.${string}`>,
    decide: (review: InlineReview) => Promise<string | undefined> | undefined,
  ): Disposable =>
    registerCommand(
      id,
      async () => {
        const review = reviewOf(reviews, undefined);
        say(review ? await decide(review) : nothingHere());
      },
      log,
    );
  return [
    onReview('switchyard.edits.acceptAll', (review) => {
      review.acceptAll();
      return undefined;
    }),
    onReview('switchyard.edits.rejectAll', (review) => review.rejectAll()),
    onReview('switchyard.edits.stop', (review) => {
      flow.stop(review);
      return undefined;
    }),
    onReview('switchyard.edits.showDiff', (review) => showDiff(review, snapshots)),
  ];
}

function registerMoves({ reviews, log }: ReviewCommandsOptions): Disposable[] {
  const move = (
    id: 'switchyard.edits.nextChange' | 'switchyard.edits.previousChange',
    step: 1 | -1,
  ): Disposable =>
    registerCommand(
      id,
      () => {
        const review = reviewOf(reviews, undefined);
        if (review) goTo(review, step);
        else say(nothingHere());
      },
      log,
    );
  return [move('switchyard.edits.nextChange', 1), move('switchyard.edits.previousChange', -1)];
}

/** The review whose button was clicked; else the active editor's; else the only one. */
function reviewOf(reviews: Reviews, chosen: unknown): InlineReview | undefined {
  const clicked = reviews.all.find(({ hunks }) => hunks.some((hunk) => hunk === chosen));
  if (clicked) return clicked;
  const document = vscode.window.activeTextEditor?.document;
  const active = document && reviews.of(document);
  return active ?? (reviews.all.length === 1 ? reviews.all[0] : undefined);
}

/** The hunk whose button was clicked, else the one at the cursor, else the only one. */
function hunkFor(review: InlineReview, chosen: unknown): Hunk | undefined {
  const { hunks, document } = review;
  const clicked = hunks.find((hunk) => hunk === chosen);
  if (clicked) return clicked;
  const editor = vscode.window.activeTextEditor;
  const line = editor?.document === document ? editor.selection.active.line : undefined;
  const at = hunks.find(
    ({ after }) =>
      line !== undefined &&
      line >= after.startLine &&
      line < Math.max(after.endLine, after.startLine + 1),
  );
  return at ?? (hunks.length === 1 ? hunks[0] : undefined);
}

function goTo(review: InlineReview, step: 1 | -1): void {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== review.document) return;
  const here = editor.selection.active.line;
  const lines = review.hunks.map((hunk) => lineOf(review, hunk));
  const next =
    step === 1
      ? (lines.find((line) => line > here) ?? lines[0])
      : (lines.findLast((line) => line < here) ?? lines.at(-1));
  if (next === undefined) return;
  editor.selection = new vscode.Selection(next, 0, next, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function showDiff(review: InlineReview, snapshots: SnapshotTexts): Promise<undefined> {
  const { uri } = review.document;
  const name = path.posix.basename(shownPath(uri));
  await vscode.commands.executeCommand(
    'vscode.diff',
    snapshots.add(uri, review.base),
    uri,
    vscode.l10n.t('{0}: without ↔ with the proposed change', name),
  );
  return undefined;
}

function nothingHere(): string {
  return vscode.l10n.t('There is no proposed change at the cursor.');
}
