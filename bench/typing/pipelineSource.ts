import { systemClock } from '../../src/base/clock.js';
import { untranslated } from '../../src/base/translate.js';
import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { CompletionPipelineParts } from '../../src/features/completion/core/completionPipeline.js';
import { CompletionPipeline } from '../../src/features/completion/core/completionPipeline.js';
import type {
  EditingOptions,
  TextPosition,
} from '../../src/features/completion/core/completionRequest.js';
import { defaultCompletionSettings } from '../../src/features/completion/core/completionSettings.js';
import { explainOutcome } from '../../src/features/completion/core/explainOutcome.js';
import type { DocumentChange } from '../../src/features/completion/core/outcomeTracker.js';
import { OutcomeTracker } from '../../src/features/completion/core/outcomeTracker.js';
import { RecentRequests } from '../../src/features/completion/core/requestLog.js';
import type { GhostText, GhostTextSource } from './ghostText.js';
import type { ReplayDocument } from './replayDocument.js';

/** What the pipeline knows beyond the document. */
export type Around = Pick<CompletionPipelineParts, 'context' | 'scope'>;

/** The extension's own pipeline with its default settings, told and asked as VS Code tells and asks it. */
export class PipelineSource implements GhostTextSource {
  /** Milliseconds that the longest of the calls kept its caller. */
  longestCallMs = 0;
  private readonly log = new RecentRequests(1);
  private readonly outcomes = new OutcomeTracker(this.log);
  private readonly pipeline: CompletionPipeline;
  private grown: () => void = () => undefined;

  constructor(engine: CompletionEngine, around: Around) {
    this.pipeline = new CompletionPipeline({
      engine,
      log: this.log,
      outcomes: this.outcomes,
      settings: () => defaultCompletionSettings,
      clock: systemClock,
      onGrown: () => {
        this.grown();
      },
      ...around,
    });
  }

  changed({ uri }: ReplayDocument, change: DocumentChange): void {
    this.call(() => {
      this.pipeline.documentChanged(uri, [change]);
    });
  }

  async ask(
    document: ReplayDocument,
    position: TextPosition,
    editing: EditingOptions,
    signal: AbortSignal,
  ): Promise<GhostText | undefined> {
    const request = { document, position, manual: false, cursorCount: 1, editing };
    const { offer, record } = await this.call(() => {
      this.outcomes.cursorMoved(document.uri, position);
      return this.pipeline.complete(request, signal);
    });
    const { outcome } = record;
    if (outcome.kind === 'failed') {
      throw new Error(explainOutcome(outcome, untranslated) ?? outcome.message);
    }
    if (!offer) return undefined;
    return {
      id: offer.id,
      text: offer.insertText,
      replacedRight: offer.endCharacter - position.character,
      servedBy: record.source,
      engineRequest: record.generatedBy ?? record.id,
    };
  }

  onGrown(listener: () => void): void {
    this.grown = listener;
  }

  accepted(id: string): void {
    this.call(() => {
      this.outcomes.accepted(id);
    });
  }

  dispose(): void {
    this.pipeline.dispose();
  }

  private call<T>(work: () => T): T {
    const startedMs = performance.now();
    try {
      return work();
    } finally {
      this.longestCallMs = Math.max(this.longestCallMs, performance.now() - startedMs);
    }
  }
}
