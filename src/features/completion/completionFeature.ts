import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import { registerCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import { EditorContext } from './context/editorContext.js';
import { ReadAhead } from './context/readAhead.js';
import type { CompletionEngine } from './core/completionEngine.js';
import type { CompletionAnswer } from './core/completionPipeline.js';
import { CompletionPipeline } from './core/completionPipeline.js';
import type { CompletionSettings } from './core/completionSettings.js';
import { OutcomeTracker } from './core/outcomeTracker.js';
import type { ScopeFinder } from './core/scope/scopeFinder.js';
import type { RequestLog } from './core/requestLog.js';
import { completionDocuments, InlineProvider } from './inlineProvider.js';
import { LongerText } from './longerText.js';
import { watchOutcomes } from './outcomeEvents.js';
import { toggleCompletion, toggleLanguage } from './toggleCompletion.js';
import { triggerCompletion } from './triggerCompletion.js';

export interface CompletionFeatureOptions {
  readonly engine: CompletionEngine;
  /** Receives the record of every request, also of those that showed nothing. */
  readonly requests: RequestLog;
  /** Ends of scopes by grammars; undefined where no index process runs. */
  readonly scope: ScopeFinder | undefined;
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  readonly extensionId: string;
  /** Hears every answer to the editor. */
  readonly onAnswer?: ((answer: CompletionAnswer) => void) | undefined;
}

/** Inline completion in VS Code: the provider, its commands and what becomes of its suggestions. */
export class CompletionFeature implements Disposable {
  private readonly disposables = new DisposableStore();

  constructor({
    engine,
    requests,
    scope,
    settings,
    log,
    clock,
    extensionId,
    onAnswer,
  }: CompletionFeatureOptions) {
    const outcomes = new OutcomeTracker(requests);
    const longerText = new LongerText(extensionId);
    const context = new EditorContext(settings, clock);
    const pipeline = new CompletionPipeline({
      engine,
      log: requests,
      outcomes,
      settings: () => completionSettings(settings),
      clock,
      context: context.gatherer,
      scope,
      onGrown: (uri) => {
        // Where the editor refuses, the longer text comes with the next key.
        longerText.show(uri).catch((error: unknown) => {
          log.debug(`The longer text could not be shown: ${errorMessage(error)}`);
        });
      },
    });
    const provider = new InlineProvider(pipeline, longerText, onAnswer);
    for (const disposable of [
      vscode.languages.registerInlineCompletionItemProvider(completionDocuments, provider),
      watchOutcomes(pipeline, outcomes),
      new ReadAhead(pipeline, clock),
      context,
      pipeline,
      registerCommand('switchyard.completion.trigger', triggerCompletion, log),
      registerCommand('switchyard.completion.toggle', () => toggleCompletion(settings), log),
      registerCommand('switchyard.completion.toggleLanguage', () => toggleLanguage(settings), log),
    ]) {
      this.disposables.add(disposable);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function completionSettings(settings: Settings): CompletionSettings {
  return {
    enabled: settings.read('switchyard.completion.enabled'),
    languages: settings.read('switchyard.completion.languages'),
    debounceMs: settings.read('switchyard.completion.debounceMs'),
    maxDocumentCharacters: settings.read('switchyard.completion.maxDocumentCharacters'),
  };
}
