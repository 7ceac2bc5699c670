import path from 'node:path';
import { systemClock } from '../../src/base/clock.js';
import { untranslated } from '../../src/base/translate.js';
import { commandLinePipeline, detectEditing } from '../../src/cli/commandLinePipeline.js';
import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { CompletionPipeline } from '../../src/features/completion/core/completionPipeline.js';
import { explainOutcome } from '../../src/features/completion/core/explainOutcome.js';
import type { FilterName } from '../../src/features/completion/core/filters/filter.js';
import { endOfText, stringDocument } from '../../src/features/completion/core/stringDocument.js';
import type { CommitFiles } from '../support/gitProject.js';
import { gitProject } from '../support/gitProject.js';
import { projectContext } from '../support/projectContext.js';
import type { Completer } from './completer.js';
import type { InfillTask } from './infillTask.js';

/** What the extension would offer as ghost text: its window, stop rules and filters, without its time limits. */
export class PipelineCompleter implements Completer {
  /** By project: the context of one says nothing of another. */
  private readonly pipelines = new Map<string, Promise<CompletionPipeline>>();

  /**
   * @param disabledFilters left out of the pipeline
   * @param git with which prompts hold what their files import; absent = nothing of other files
   */
  constructor(
    private readonly engine: CompletionEngine,
    private readonly disabledFilters: ReadonlySet<FilterName> = new Set(),
    private readonly git?: CommitFiles,
  ) {}

  /** @returns the empty text where nothing is offered. @throws Error when the engine fails */
  async complete(task: InfillTask): Promise<string> {
    const pipeline = await this.pipelineOf(task);
    pipeline.reset();
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
    const editing = detectEditing(document);
    const request = { document, position, manual: true, cursorCount: 1, editing };
    // Nobody waits here: what other files say must not depend on how fast they were read.
    if (this.git) await pipeline.readAhead(request);
    const { offer, record } = await pipeline.complete(request, new AbortController().signal);
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

  private pipelineOf({ project }: InfillTask): Promise<CompletionPipeline> {
    const key = project ? `${project.repo}@${project.commit}` : '';
    let pipeline = this.pipelines.get(key);
    if (!pipeline) this.pipelines.set(key, (pipeline = this.open(project)));
    return pipeline;
  }

  private async open(project: InfillTask['project']): Promise<CompletionPipeline> {
    const { engine, disabledFilters, git } = this;
    const context =
      git && project
        ? projectContext(await gitProject(git, project.repo, project.commit), systemClock)
        : undefined;
    return commandLinePipeline(engine, false, systemClock, { disabledFilters }, context);
  }
}
