import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Log } from '../../base/log.js';
import type { Settings } from '../../platform/settings.js';
import type { ChatRequest } from '../../protocol/chatRequest.js';
import type { FailureToFix } from '../../protocol/failureToFix.js';
import type { RequestRecord } from '../../protocol/requestRecord.js';
import { EditCodeActions } from './codeActions.js';
import type { CodeParser } from './core/editCheck.js';
import type { EditEngine } from './core/editEngine.js';
import type { EditSettings } from './core/editSettings.js';
import { RefactorHistory } from './core/refactorHistory.js';
import { registerEditCommands } from './editCommands.js';
import { EditFlow } from './editFlow.js';
import { EditPlans } from './editPlans.js';
import { CodeFinder } from './enclosingCode.js';
import { ExplainHover } from './explainHover.js';
import { ExplainRequests } from './explainRequests.js';
import { FileProposals } from './fileProposals.js';
import { registerReviewCommands } from './reviewCommands.js';
import { ReviewDecorations } from './reviewDecorations.js';
import { ReviewLenses } from './reviewLenses.js';
import { Reviews } from './reviews.js';
import { SnapshotTexts } from './snapshotTexts.js';
import { ContextCollector } from './taskContext.js';

export interface EditsFeatureOptions {
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  readonly engine: EditEngine;
  /** Absent where nothing can parse code. */
  readonly parser: CodeParser | undefined;
  /** Puts a question to the chat. */
  readonly ask: (request: ChatRequest) => Thenable<void>;
  /** Receives the record of every request. */
  readonly putRecord: (record: RequestRecord) => void;
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
}

/** Explain, fix, refactor, document and test: what can be done with code in front of the user. */
export class EditsFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly flow: EditFlow;
  private readonly plans: EditPlans;

  constructor(options: EditsFeatureOptions) {
    const { context, engine, parser, ask, putRecord, settings, log, clock } = options;
    const { disposables } = this;
    const reviews = disposables.add(new Reviews());
    const snapshots = disposables.add(new SnapshotTexts('switchyard-proposal'));
    const proposals = disposables.add(new FileProposals(snapshots));
    disposables.add(new ReviewDecorations(reviews));
    disposables.add(new ReviewLenses(reviews, clock));
    this.flow = disposables.add(
      new EditFlow({
        runner: {
          engine,
          ...(parser && { parser }),
          settings: () => editSettings(settings),
          putRecord,
          clock,
          newId: randomUUID,
        },
        reviews,
        proposals,
        snapshots,
      }),
    );
    const { flow } = this;
    const finder = new CodeFinder(clock);
    const collector = new ContextCollector(clock, finder);
    this.plans = new EditPlans(finder, collector);
    const isHoverWanted = (): boolean => settings.read('switchyard.edits.explainHover');
    for (const disposable of [
      vscode.languages.registerCodeActionsProvider('*', new EditCodeActions(), {
        providedCodeActionKinds: EditCodeActions.kinds,
      }),
      vscode.languages.registerHoverProvider('*', new ExplainHover(isHoverWanted, clock)),
      ...registerEditCommands({
        plans: this.plans,
        explain: new ExplainRequests(collector),
        flow,
        history: new RefactorHistory(context.workspaceState),
        ask,
        log,
      }),
      ...registerReviewCommands({ reviews, flow, proposals, snapshots, log }),
    ]) {
      disposables.add(disposable);
    }
  }

  /**
   * Shows a document's new text in the document, to accept or reject.
   * @returns a sentence where that was not possible
   */
  async propose(uri: vscode.Uri, newText: string): Promise<string | undefined> {
    return this.flow.propose(await vscode.workspace.openTextDocument(uri), newText);
  }

  /** Changes the code where a program failed; resolves when the model is done. */
  async fixFailure({ uri, line, problem, report }: FailureToFix): Promise<void> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    const at = document.validateRange(new vscode.Range(line - 1, 0, line - 1, 0));
    await vscode.window.showTextDocument(document, { selection: at, preserveFocus: true });
    await this.flow.run(await this.plans.failure(document, at, problem, report));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function editSettings(settings: Settings): EditSettings {
  return {
    instructions: settings.read('switchyard.chat.instructions'),
    maxAnswerTokens: settings.read('switchyard.edits.maxAnswerTokens'),
    timeLimitMs: settings.read('switchyard.edits.timeLimitSeconds') * 1_000,
  };
}
