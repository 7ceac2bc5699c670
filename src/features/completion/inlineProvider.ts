import * as vscode from 'vscode';
import { withSignal } from '../../platform/withSignal.js';
import { acceptedCommand } from './acceptedCommand.js';
import { completionRequestAt } from './completionRequestAt.js';
import type { CompletionOffer } from './core/completionOffer.js';
import type { CompletionAnswer, CompletionPipeline } from './core/completionPipeline.js';
import type { CompletionRequest, SelectedSuggestion } from './core/completionRequest.js';
import { explainOutcome } from './core/explainOutcome.js';
import type { LongerText } from './longerText.js';

/** Documents that a person edits; not output channels, source control inputs and the like. */
export const completionDocuments: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
  { scheme: 'vscode-remote' },
  { scheme: 'vscode-vfs' },
];

/** How long the status bar says why a manual trigger showed nothing. */
const explanationMs = 6_000;

/** Ghost text for VS Code, by the stable API. Works in every state of the engine; the record says what happened. */
export class InlineProvider implements vscode.InlineCompletionItemProvider {
  constructor(
    private readonly pipeline: CompletionPipeline,
    private readonly longerText: LongerText,
    private readonly onAnswer?: (answer: CompletionAnswer) => void,
  ) {}

  provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    return withSignal(token, async (signal) => {
      const asked = completionRequest(document, position, context);
      const request = { ...asked, manual: asked.manual && !this.longerText.isAskingFor(document) };
      const answer = await this.pipeline.complete(request, signal);
      this.onAnswer?.(answer);
      const { offer, alternatives = [], record } = answer;
      if (offer) return [offer, ...alternatives].map(inlineItem);
      if (request.manual && !signal.aborted) explain(explainOutcome(record.outcome, vscode.l10n.t));
      return [];
    });
  }
}

function completionRequest(
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
): CompletionRequest {
  const selected = selectedSuggestion(context.selectedCompletionInfo, position);
  return {
    ...completionRequestAt(document, position),
    manual: context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke,
    ...(selected ? { selected } : {}),
  };
}

function selectedSuggestion(
  info: vscode.SelectedCompletionInfo | undefined,
  position: vscode.Position,
): SelectedSuggestion | undefined {
  if (!info) return undefined;
  const { range, text } = info;
  return {
    // An item of the suggest widget replaces text on the cursor's line only.
    startCharacter: range.start.line === position.line ? range.start.character : position.character,
    endCharacter: range.end.line === position.line ? range.end.character : position.character,
    text,
  };
}

function inlineItem(offer: CompletionOffer): vscode.InlineCompletionItem {
  const range = new vscode.Range(offer.line, offer.startCharacter, offer.line, offer.endCharacter);
  return new vscode.InlineCompletionItem(offer.insertText, range, {
    title: vscode.l10n.t('Suggestion Accepted'),
    command: acceptedCommand,
    arguments: [offer.id],
  });
}

function explain(sentence: string | undefined): void {
  if (sentence === undefined) return;
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('$(info) No suggestion: {0}', sentence),
    explanationMs,
  );
}
