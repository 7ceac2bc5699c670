import type { CompletionAnswer } from '../../../src/features/completion/core/completionPipeline.js';
import { CompletionPipeline } from '../../../src/features/completion/core/completionPipeline.js';
import type { CompletionRequest } from '../../../src/features/completion/core/completionRequest.js';
import { defaultCompletionSettings } from '../../../src/features/completion/core/completionSettings.js';
import { OutcomeTracker } from '../../../src/features/completion/core/outcomeTracker.js';
import type { PipelineOptions } from '../../../src/features/completion/core/pipelineOptions.js';
import { RecentRequests } from '../../../src/features/completion/core/requestLog.js';
import { FakeClock } from '../../support/fakeClock.js';
import { until } from '../../support/until.js';
import { requestAt } from './markedDocument.js';
import { ScriptedEngine } from './scriptedEngine.js';

/** A pipeline of default settings with a scripted engine and a clock that stands still. */
export class PipelineRig {
  readonly clock = new FakeClock();
  readonly engine = new ScriptedEngine();
  readonly log = new RecentRequests(50);
  readonly outcomes = new OutcomeTracker(this.log);
  readonly pipeline: CompletionPipeline;

  constructor(options: Partial<PipelineOptions> = {}, onGrown?: (uri: string) => void) {
    const { clock, engine, log, outcomes } = this;
    const settings = () => defaultCompletionSettings;
    this.pipeline = new CompletionPipeline({
      engine,
      log,
      outcomes,
      settings,
      clock,
      options,
      ...(onGrown && { onGrown }),
    });
  }

  /** A request and the means to cancel it. */
  ask(
    marked: string,
    changes: Partial<CompletionRequest> = {},
  ): { answer: Promise<CompletionAnswer>; cancel(): void } {
    const abort = new AbortController();
    return {
      answer: this.pipeline.complete(requestAt(marked, changes), abort.signal),
      cancel: () => {
        abort.abort();
      },
    };
  }

  /** Lets the wait pass and gives the model's answer. */
  async askAndAnswer(marked: string, text: string): Promise<CompletionAnswer> {
    const { answer } = this.ask(marked);
    const before = this.engine.requests.length;
    this.clock.advance(defaultCompletionSettings.debounceMs);
    await until(() => this.engine.requests.length > before, 'the engine is asked');
    this.engine.last.answer(text);
    return answer;
  }
}
