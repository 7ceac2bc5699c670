import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { runCommand } from '../../platform/commands.js';
import { showMessage } from '../../platform/showMessage.js';
import { shownPath } from '../../platform/workspacePaths.js';
import type { EditOutcome, ProposedFile } from './core/editOutcome.js';
import type { EditProgress, EditRunnerOptions } from './core/editWork.js';
import { EditRunner } from './core/editRunner.js';
import type { EditTask } from './core/editTask.js';
import { checkText, problemText, progressText } from './core/editTexts.js';
import { runTasks } from './core/runTasks.js';
import { editFailureButtons } from './editFailure.js';
import type { FileProposals } from './fileProposals.js';
import type { InlineReview } from './inlineReview.js';
import { ProblemWatch } from './problemWatch.js';
import type { Reviews } from './reviews.js';
import { showAnswer } from './showAnswer.js';
import { untilVisible, writableReason } from './shownDocument.js';
import type { SnapshotTexts } from './snapshotTexts.js';

export interface EditFlowOptions {
  readonly runner: Omit<EditRunnerOptions, 'check' | 't'>;
  readonly reviews: Reviews;
  readonly proposals: FileProposals;
  readonly snapshots: SnapshotTexts;
}

/** What to ask the model for, and the document in which the answer will be shown. */
export interface EditPlan {
  readonly document: vscode.TextDocument;
  /** Line at which what is being done is told. */
  readonly line: number;
  /** One after the other, each on what the one before made of the file. */
  readonly tasks: readonly EditTask[];
  /** The document does not exist as a file yet; it goes away when nothing comes of it. */
  readonly isNew?: boolean;
}

/** One edit from the request to the changes that the user decides on. */
export class EditFlow implements Disposable {
  private readonly running = new Map<InlineReview, AbortController>();

  constructor(private readonly options: EditFlowOptions) {}

  /** Resolves when the model is done; the review goes on. */
  async run(plan: EditPlan): Promise<void> {
    const refusal = await writableReason(plan.document);
    if (refusal !== undefined) {
      await showMessage('warning', vscode.l10n.t('Switchyard: {0}', refusal), []);
      return;
    }
    if (!(await this.makeRoom(plan.document))) return;
    const { reviews, runner } = this.options;
    const review = reviews.begin(plan.document, plan.line);
    const watch = new ProblemWatch(review, runner.clock);
    const abort = new AbortController();
    this.running.set(review, abort);
    const stop = (): void => {
      abort.abort();
    };
    review.onConflict = stop;
    review.onDidEnd(() => {
      stop();
      watch.dispose();
      if (plan.isNew === true) void closeIfEmpty(plan.document);
    });
    try {
      const outcome = await this.ask(plan, review, watch, abort.signal);
      review.onConflict = undefined;
      await this.conclude(plan, review, watch, outcome);
    } finally {
      this.running.delete(review);
      if (review.phase !== 'reviewing') {
        await review.rejectAll();
        review.close();
      }
    }
  }

  stop(review: InlineReview): void {
    this.running.get(review)?.abort();
  }

  /** Lets the user decide on a change that comes from elsewhere, such as an answer of the chat. */
  async propose(document: vscode.TextDocument, after: string): Promise<string | undefined> {
    const refusal = await writableReason(document);
    if (refusal !== undefined) return refusal;
    if (document.getText() === after) return vscode.l10n.t('The file holds this code already.');
    if (!(await this.makeRoom(document))) return undefined;
    await vscode.window.showTextDocument(document);
    const review = this.options.reviews.begin(document, 0);
    const shown = await review.show(after);
    if (shown === 'shown') {
      review.setPhase('reviewing', '');
      revealFirst(review);
      return undefined;
    }
    review.close();
    return vscode.l10n.t('The change could not be made in this file.');
  }

  dispose(): void {
    for (const abort of this.running.values()) abort.abort();
    this.running.clear();
  }

  /** One proposal per document at a time: the user decides on the one that is there. */
  private async makeRoom(document: vscode.TextDocument): Promise<boolean> {
    const review = this.options.reviews.of(document);
    if (!review) return true;
    const { t } = vscode.l10n;
    const name = shownPath(document.uri);
    if (review.phase !== 'reviewing') {
      const stop = {
        title: t('Stop'),
        run: (): undefined => {
          this.stop(review);
        },
      };
      await showMessage('information', t('Switchyard is still working on {0}.', name), [stop]);
      return false;
    }
    await showMessage('information', t('{0} has proposed changes to decide on first.', name), [
      { title: t('Accept All'), run: () => runCommand('switchyard.edits.acceptAll') },
      { title: t('Reject All'), run: () => runCommand('switchyard.edits.rejectAll') },
    ]);
    return this.options.reviews.of(document) === undefined;
  }

  private ask(
    { tasks }: EditPlan,
    review: InlineReview,
    watch: ProblemWatch,
    signal: AbortSignal,
  ): Promise<EditOutcome> {
    const { t } = vscode.l10n;
    const runner = new EditRunner({ ...this.options.runner, check: watch, t });
    const uri = review.document.uri.toString();
    let isShowing = false;
    const show = (task: EditTask, progress: EditProgress): void => {
      const phase = progress.step === 'checking' ? 'checking' : 'writing';
      review.setPhase(phase, progressText(task.kind, progress, t));
      // the next piece holds this one too
      if (progress.partial?.uri !== uri || isShowing) return;
      isShowing = true;
      void review.show(progress.partial.after).finally(() => {
        isShowing = false;
      });
    };
    review.setPhase('writing', t('Waiting for the model…'));
    return runTasks(
      tasks,
      (task) =>
        runner.run(task, {
          signal,
          onProgress: (progress) => {
            show(task, progress);
          },
        }),
      t,
    );
  }

  private async conclude(
    plan: EditPlan,
    review: InlineReview,
    watch: ProblemWatch,
    outcome: EditOutcome,
  ): Promise<void> {
    const { t } = vscode.l10n;
    if (outcome.kind === 'proposal') {
      await this.showProposal(review, watch, outcome);
      return;
    }
    if (outcome.kind === 'stopped' && review.hasUserText) {
      // taking it back would take away what the user typed into it
      review.setPhase('reviewing', t('stopped, because you changed these lines'));
      return;
    }
    await review.rejectAll();
    switch (outcome.kind) {
      case 'stopped':
        return;
      case 'failed': {
        const buttons = editFailureButtons(outcome.reason);
        void showMessage('error', t('Switchyard: {0}', outcome.message), buttons);
        return;
      }
      case 'unplaced':
      case 'prose':
        await showAnswer(
          this.options.snapshots,
          outcome,
          path.posix.basename(plan.document.uri.path),
        );
    }
  }

  private async showProposal(
    review: InlineReview,
    watch: ProblemWatch,
    outcome: Extract<EditOutcome, { kind: 'proposal' }>,
  ): Promise<void> {
    const { t } = vscode.l10n;
    const uri = review.document.uri.toString();
    const [file] = outcome.files;
    if (outcome.files.length !== 1 || file?.uri !== uri) {
      await review.rejectAll();
      review.close();
      await this.options.proposals.show(outcome.files);
      return;
    }
    if (!(await this.bring(review, file))) return;
    review.setPhase('reviewing', checkText(outcome.check, t));
    revealFirst(review);
    watch.onDidSettle(() => {
      if (watch.change) review.setNote(problemText(watch.change, t));
    });
  }

  /** @returns whether the document holds the proposal */
  private async bring(review: InlineReview, file: ProposedFile): Promise<boolean> {
    for (;;) {
      const shown = await review.show(file.after);
      if (shown === 'shown') return true;
      if (shown === 'ended') return false;
      if (shown === 'hidden') {
        if (!(await untilVisible(review.document))) return false;
        continue;
      }
      const { t } = vscode.l10n;
      const why =
        shown === 'conflict'
          ? t('You changed the lines that the proposal replaces, so it is shown beside them.')
          : t('The file cannot be edited now, so the proposal is shown beside it.');
      void showMessage('warning', t('Switchyard: {0}', why), []);
      await review.rejectAll();
      review.close();
      await this.options.proposals.show([{ ...file, before: review.base }]);
      return false;
    }
  }
}

function revealFirst(review: InlineReview): void {
  const [first] = review.hunks;
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document === review.document,
  );
  if (!first || !editor) return;
  const { startLine, endLine } = first.after;
  editor.revealRange(
    new vscode.Range(startLine, 0, Math.max(startLine, endLine - 1), 0),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** A new file of which nothing is left is closed without a question whether to save it. */
async function closeIfEmpty(document: vscode.TextDocument): Promise<void> {
  if (document.isClosed || document.getText() !== '') return;
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
