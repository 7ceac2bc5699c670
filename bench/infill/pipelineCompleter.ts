import path from 'node:path';
import { systemClock } from '../../src/base/clock.js';
import { untranslated } from '../../src/base/translate.js';
import { commandLinePipeline, detectEditing } from '../../src/cli/commandLinePipeline.js';
import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { CompletionPipeline } from '../../src/features/completion/core/completionPipeline.js';
import { explainOutcome } from '../../src/features/completion/core/explainOutcome.js';
import type { FilterName } from '../../src/features/completion/core/filters/filter.js';
import { endOfText, stringDocument } from '../../src/features/completion/core/stringDocument.js';
import type { Completer } from './completer.js';
import type { InfillTask } from './infillTask.js';

/** What the extension would offer as ghost text: its window, stop rules and filters, without its time limits. */
export class PipelineCompleter implements Completer {
  private readonly pipeline: CompletionPipeline;

  /** @param disabledFilters left out of the pipeline */
  constructor(engine: CompletionEngine, disabledFilters: ReadonlySet<FilterName> = new Set()) {
    this.pipeline = commandLinePipeline(engine, false, systemClock, { disabledFilters });
  }

  /** @returns the empty text where nothing is offered. @throws Error when the engine fails */
  async complete(task: InfillTask): Promise<string> {
    this.pipeline.reset();
    // An editor's cursor stands on a line of its own before the lines that follow.
    const suffix = task.middle.endsWith('\n') ? `\n${task.suffix}` : task.suffix;
    const file = task.path ?? task.id;
    const document = stringDocument(task.prefix + suffix, {
      uri: `task:${task.id}`,
      fileName: path.posix.basename(file),
      path: file,
      languageId: task.language,
    });
    const position = endOfText(task.prefix);
    const { offer, record } = await this.pipeline.complete(
      { document, position, manual: true, cursorCount: 1, editing: detectEditing(document) },
      new AbortController().signal,
    );
    const { outcome } = record;
    if (outcome.kind === 'failed' || outcome.kind === 'skipped') {
      throw new Error(`${task.id}: ${explainOutcome(outcome, untranslated) ?? outcome.kind}`);
    }
    if (!offer) return '';
    const after = offer.insertText + suffix.slice(offer.endCharacter - position.character);
    const text = after.endsWith(suffix)
      ? after.slice(0, -suffix.length || undefined)
      : offer.insertText;
    return task.middle.endsWith('\n') && task.scope === 'span' ? `${text}\n` : text;
  }
}
