import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { Emitter } from '../../base/emitter.js';
import type { Event } from '../../base/event.js';
import type { ProblemCheck } from './core/editCheck.js';
import type { ProblemChange, ProposedFile } from './core/editOutcome.js';
import { problemChange } from './core/problemChange.js';
import type { InlineReview } from './inlineReview.js';
import { problemsIn, taskProblem } from './taskProblems.js';

/** Servers report syntax first and types later; after this long without a report they are done. */
const quietMs = 700;
/** A server that has said nothing by then does not report while one types. */
const limitMs = 6_000;
/** The same for a file without problems, about which there may be nothing to say, or nobody to say it. */
const silentLimitMs = 1_500;

/**
 * What the language server says about a document while a proposal is in it. The proposal is tried in the document
 * itself and not in a copy, because servers report on copies not at all, or without the files that they import.
 */
export class ProblemWatch implements ProblemCheck, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly settle = this.disposables.add(new Emitter<void>());
  private readonly before: ReturnType<typeof taskProblem>[];
  private timer: Disposable | undefined;
  /** Whether the server has reported since the document was last changed. */
  private hasReported = false;

  /** The server has reported on what the document holds. */
  readonly onDidSettle: Event<void> = this.settle.event;

  /** @param review of a document that does not hold any proposal yet */
  constructor(
    private readonly review: InlineReview,
    private readonly clock: Clock,
  ) {
    const { document } = review;
    this.before = this.problems();
    const uri = document.uri.toString();
    for (const disposable of [
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.contentChanges.length === 0) return;
        this.hasReported = false;
        this.timer?.dispose();
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((each) => each.toString() === uri)) this.reported();
      }),
    ]) {
      this.disposables.add(disposable);
    }
  }

  /**
   * How the document's problems differ from those before; undefined where nothing was reported since, or where the
   * report is not to be trusted: servers do not find what a file imports that is not on the disk yet.
   */
  get change(): ProblemChange | undefined {
    if (!this.hasReported || this.review.document.isUntitled) return undefined;
    return problemChange(this.before, this.problems());
  }

  async changeOf(
    files: readonly ProposedFile[],
    signal: AbortSignal,
  ): Promise<ProblemChange | undefined> {
    const [file, ...others] = files;
    const { document } = this.review;
    if (!file || others.length > 0 || file.uri !== document.uri.toString()) return undefined;
    if (document.isUntitled) return undefined;
    if ((await this.review.show(file.after)) !== 'shown') return undefined;
    await this.settled(signal);
    return signal.aborted ? undefined : this.change;
  }

  dispose(): void {
    this.timer?.dispose();
    this.disposables.dispose();
  }

  private problems(): ReturnType<typeof taskProblem>[] {
    return problemsIn(this.review.document.uri).map(taskProblem);
  }

  private reported(): void {
    this.hasReported = true;
    this.timer?.dispose();
    this.timer = this.clock.setTimer(quietMs, () => {
      this.settle.fire();
    });
  }

  private settled(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        limit.dispose();
        subscription.dispose();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const subscription = this.onDidSettle(end);
      const isSilent = this.before.length === 0;
      const limit = this.clock.setTimer(isSilent ? silentLimitMs : limitMs, end);
      signal.addEventListener('abort', end, { once: true });
      // the report on a text that was streamed to its end may have come already
      if (this.hasReported) this.reported();
      if (signal.aborted) end();
    });
  }
}
