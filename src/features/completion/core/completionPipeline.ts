import type { Clock } from '../../../base/clock.js';
import { delay } from '../../../base/delay.js';
import { errorMessage } from '../../../base/errorMessage.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { GenerateResult } from '../../../protocol/engineProtocol.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome, RequestRecord } from '../../../protocol/requestRecord.js';
import { CompletionCache } from './completionCache.js';
import type { CompletionEngine } from './completionEngine.js';
import type { CompletionOffer } from './completionOffer.js';
import { completionOffer } from './completionOffer.js';
import type { CompletionRequest } from './completionRequest.js';
import type { CompletionSettings } from './completionSettings.js';
import type { CursorText } from './cursorText.js';
import { readCursorText } from './cursorText.js';
import type { DecodeLimits } from './decodeLimits.js';
import { defaultDecodeLimits, stopOptions } from './decodeLimits.js';
import type { Candidate } from './filters/filter.js';
import { filterCompletion } from './filters/filterCompletion.js';
import { Generation } from './generation.js';
import type { OutcomeTracker } from './outcomeTracker.js';
import type { RequestLog } from './requestLog.js';
import type { Suggestion } from './suggestion.js';
import { continueSuggestion } from './suggestion.js';
import { skipReason } from './triggerRules.js';
import { windowBudget } from './windowBudget.js';

export interface CompletionPipelineParts {
  readonly engine: CompletionEngine;
  readonly log: RequestLog;
  readonly outcomes: OutcomeTracker;
  readonly settings: () => CompletionSettings;
  readonly clock: Clock;
  readonly decodeLimits?: DecodeLimits;
}

export interface CompletionAnswer {
  /** Absent when there is nothing to show; the record's outcome says why. */
  readonly offer?: CompletionOffer;
  readonly record: RequestRecord;
}

/** A suggestion, and what of it is still to be written at the cursor. */
interface Found {
  readonly suggestion: Suggestion;
  readonly rest: Candidate;
}

/** One request under way through the steps. */
interface Run {
  readonly request: CompletionRequest;
  readonly record: RecordBuilder;
  readonly signal: AbortSignal;
  readonly cursor: CursorText;
  readonly model: string;
  readonly number: number;
}

/**
 * How long a cancelled request keeps running: the editor cancels first and asks again a moment later, often for just
 * what is being generated.
 */
const joinGraceMs = 60;

/** Trigger rules, reuse, wait, engine, filters, offer: one keystroke's way to ghost text. Never throws. */
export class CompletionPipeline {
  private readonly cache = new CompletionCache();
  private readonly decodeLimits: DecodeLimits;
  private offered: Suggestion | undefined;
  private running: Generation | undefined;
  private requestCount = 0;

  constructor(private readonly parts: CompletionPipelineParts) {
    this.decodeLimits = parts.decodeLimits ?? defaultDecodeLimits;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionAnswer> {
    const { fileName, languageId } = request.document;
    const id = `completion-${++this.requestCount}`;
    const record = new RecordBuilder(
      { id, kind: 'completion', fileName, languageId },
      this.parts.clock,
    );
    this.parts.log.add(record.record);
    try {
      const found = await this.find(request, record, signal);
      if ('kind' in found) return this.end(record, found);
      if (signal.aborted) return this.end(record, { kind: 'cancelled' });
      return this.offer(request, record, found);
    } catch (error) {
      return this.end(record, signal.aborted ? { kind: 'cancelled' } : failed(error));
    }
  }

  /** Forgets remembered suggestions, as when another model was loaded. */
  reset(): void {
    this.cache.clear();
    this.offered = undefined;
    this.running?.abort();
  }

  private async find(
    request: CompletionRequest,
    record: RecordBuilder,
    signal: AbortSignal,
  ): Promise<Found | Outcome> {
    const { state } = this.parts.engine;
    const reason = skipReason(request, this.parts.settings(), state);
    if (reason !== undefined || state.kind !== 'ready') {
      this.running?.abort();
      return { kind: 'skipped', reason: reason ?? 'noModel' };
    }
    const { contextSize, file } = state.model;
    const budget = windowBudget(contextSize, this.decodeLimits.blockTokens);
    const cursor = record.measure('context', () => readCursorText(request, budget));
    const run = { request, record, signal, cursor, model: file.path, number: this.requestCount };
    const known = this.reuse(run);
    if (known) {
      this.running?.abort();
      return known;
    }
    const joined = this.joinable(cursor);
    const found = joined && (await this.answer(run, joined));
    return found && !isUsedUp(found) ? found : this.ask(run);
  }

  /** What was offered last and is being typed, else what the cache holds. */
  private reuse({ cursor, model, record }: Run): Found | undefined {
    const rest = this.offered && continueSuggestion(this.offered, cursor);
    if (this.offered && rest) {
      record.from('typedThrough', this.offered.id);
      return { suggestion: this.offered, rest };
    }
    const cached = this.cache.get(model, cursor);
    if (!cached) return undefined;
    record.from('cache', cached.suggestion.id);
    // A new offer of its own: what became of the first one is settled.
    return { suggestion: { ...cached.suggestion, id: record.id }, rest: cached.rest };
  }

  /** The request in the engine, if it is generating what is being typed. Any other is stopped. */
  private joinable(cursor: CursorText): Generation | undefined {
    if (this.running?.fits(cursor)) return this.running;
    this.running?.abort();
    return undefined;
  }

  private async ask(run: Run): Promise<Found | Outcome> {
    const isQuiet = await this.wait(run);
    if (!isQuiet || run.number !== this.requestCount) return { kind: 'cancelled' };
    this.running?.abort();
    const { cursor, request, record } = run;
    const { path } = request.document;
    const params = {
      id: record.id,
      kind: 'completion',
      lane: 'completion',
      prompt: {
        kind: 'fim',
        prefix: cursor.prefix,
        suffix: cursor.suffix,
        ...(path === undefined ? {} : { path }),
      },
      stop: stopOptions(cursor, request.editing, this.decodeLimits),
    } as const;
    const generation = new Generation(this.parts.engine, params, cursor, this.parts.clock);
    this.running = generation;
    return this.answer(run, generation);
  }

  /** The pause that the user must make. What was done since the keystroke is part of it. */
  private async wait({ request, record, signal }: Run): Promise<boolean> {
    const waitMs = request.manual ? 0 : this.parts.settings().debounceMs - record.elapsedMs;
    if (waitMs <= 0) return !signal.aborted;
    return record.measureAsync('wait', () => delay(this.parts.clock, waitMs, signal));
  }

  private async answer(run: Run, generation: Generation): Promise<Found | Outcome> {
    const { record, signal } = run;
    const askedMs = record.elapsedMs - (this.parts.clock.nowMs() - generation.startedMs);
    let result: GenerateResult;
    try {
      result = await generation.wait(signal, joinGraceMs);
    } finally {
      if (!signal.aborted && this.running === generation) this.running = undefined;
    }
    record.engineAnswered(result, askedMs, record.elapsedMs);
    record.from('engine', generation.params.id);
    if (result.stopReason === 'aborted') return { kind: 'cancelled' };
    if (result.text === '') return { kind: 'empty' };
    return this.filter(run, generation, result);
  }

  private filter(run: Run, generation: Generation, result: GenerateResult): Found | Outcome {
    const { cursor } = generation;
    const { candidate, changedBy } = run.record.measure('filters', () =>
      filterCompletion(result.text, {
        cursor,
        editing: run.request.editing,
        stopReason: result.stopReason,
      }),
    );
    if (!candidate) return { kind: 'filtered', filter: changedBy.at(-1) ?? 'nothingNew' };
    const suggestion = { ...candidate, id: generation.params.id, cursor };
    this.cache.set(run.model, suggestion);
    const rest = continueSuggestion(suggestion, run.cursor);
    return { suggestion, rest: rest ?? { text: '', replacedRight: 0 } };
  }

  private offer(
    request: CompletionRequest,
    record: RecordBuilder,
    { suggestion, rest }: Found,
  ): CompletionAnswer {
    this.offered = suggestion;
    record.instant('shown');
    const offer = completionOffer(record.id, request, rest);
    this.parts.outcomes.offered({
      record,
      suggestionId: suggestion.id,
      uri: request.document.uri,
      position: request.position,
      text: offer.textAtCursor,
    });
    return { offer, ...this.end(record, { kind: 'offered' }) };
  }

  private end(record: RecordBuilder, outcome: Outcome): { record: RequestRecord } {
    const ended = record.end(outcome);
    this.parts.log.update(ended);
    return { record: ended };
  }
}

/** Only of a joined request can the filters leave something else than what was typed meanwhile. */
function isUsedUp(found: Found | Outcome): boolean {
  return !('kind' in found) && found.rest.text === '';
}

function failed(error: unknown): Outcome {
  const reason = error instanceof EngineError ? error.reason : 'internal';
  return { kind: 'failed', reason, message: errorMessage(error) };
}
