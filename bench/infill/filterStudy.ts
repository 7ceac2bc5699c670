import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import { completionFilters } from '../../src/features/completion/core/filters/filterCompletion.js';
import type { CommitFiles } from '../support/gitProject.js';
import type { Completer } from './completer.js';
import { infillScores } from './infillScores.js';
import type { InfillScores } from './infillScores.js';
import type { InfillTask } from './infillTask.js';
import { mean } from './infillSummary.js';
import { PipelineCompleter } from './pipelineCompleter.js';
import { RememberingEngine } from './rememberingEngine.js';

/** A set's scores over all that was offered, with some filters off; null for an empty set. */
export interface FilterEffect {
  readonly exactMatch: number | null;
  readonly editSimilarity: number | null;
  /** Tasks whose output differs from that with all filters. */
  readonly changed: number;
}

interface Variant {
  readonly name: string;
  readonly completer: PipelineCompleter;
  readonly scores: InfillScores[];
  changed: number;
}

const allNames = completionFilters.map(({ name }) => name);

/**
 * Completes with the whole pipeline and scores the same answer of the model with each filter off in turn, with all of
 * them off and with none: filters are pure functions, so the model is asked once. All of a text counts here, also where a
 * task asks for a line: who takes it gets the lines behind the first as well, and those are what most filters are for.
 */
export class FilterStudy implements Completer {
  private readonly whole: Variant;
  private readonly others: readonly Variant[];

  /** @param git as of {@link PipelineCompleter} */
  constructor(engine: CompletionEngine, git?: CommitFiles) {
    const remembering = new RememberingEngine(engine);
    const variant = (name: string, off: readonly (typeof allNames)[number][]): Variant => ({
      name,
      completer: new PipelineCompleter(remembering, new Set(off), git),
      scores: [],
      changed: 0,
    });
    this.whole = variant('none', []);
    this.others = [...allNames.map((name) => variant(name, [name])), variant('all', allNames)];
  }

  async complete(task: InfillTask): Promise<string> {
    const text = await completed(this.whole, task);
    for (const variant of this.others) {
      if ((await completed(variant, task)) !== text) variant.changed++;
    }
    return text;
  }

  /** @returns by the name of the filter that is off; `all`: every filter is, `none`: no filter is */
  effects(): Record<string, FilterEffect> {
    return Object.fromEntries(
      [this.whole, ...this.others].map(({ name, scores, changed }) => [
        name,
        {
          exactMatch: mean(scores.map(({ exactMatch }) => exactMatch)),
          editSimilarity: mean(scores.map(({ editSimilarity }) => editSimilarity)),
          changed,
        },
      ]),
    );
  }
}

async function completed({ completer, scores }: Variant, task: InfillTask): Promise<string> {
  const text = await completer.complete(task);
  scores.push(infillScores(text, task));
  return text;
}
