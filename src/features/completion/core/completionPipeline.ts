import type { Clock } from '../../../base/clock.js';
import { delay } from '../../../base/delay.js';
import type { Disposable } from '../../../base/disposable.js';
import type { GenerateResult, LoadedModel } from '../../../protocol/engineProtocol.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome, RequestRecord, TextSource } from '../../../protocol/requestRecord.js';
import { acceptedRequest } from './ahead/acceptedRequest.js';
import { PromptReader } from './ahead/promptReader.js';
import { Speculator } from './ahead/speculator.js';
import type { Alternative } from './alternatives.js';
import { Alternatives } from './alternatives.js';
import { anotherTry } from './anotherTry.js';
import type { CompletionEngine } from './completionEngine.js';
import type { CompletionOffer } from './completionOffer.js';
import { completionOffer } from './completionOffer.js';
import type { CompletionRequest } from './completionRequest.js';
import type { CompletionSettings } from './completionSettings.js';
import type { ContextProvider, PlaceContext } from './context/contextProvider.js';
import { Surroundings } from './context/surroundings.js';
import type { CursorText } from './cursorText.js';
import type { DecodeLimits } from './decodeLimits.js';
import { defaultDecodeLimits } from './decodeLimits.js';
import { hasBodyBelow } from './filters/bodyBelow.js';
import { Finisher } from './finisher.js';
import type { MoreParams } from './generateParams.js';
import { generateParams } from './generateParams.js';
import { Generation } from './generation.js';
import { InFlight } from './inFlight.js';
import type { DocumentChange, OutcomeTracker } from './outcomeTracker.js';
import type { PipelineOptions } from './pipelineOptions.js';
import { defaultPipelineOptions } from './pipelineOptions.js';
import type { RequestLog } from './requestLog.js';
import type { Found, Run } from './run.js';
import { failed, isOutcome, isUsedUp } from './run.js';
import type { ScopeFinder } from './scope/scopeFinder.js';
import { continueSuggestion } from './suggestion.js';
import type { SkipReason } from './skipReason.js';
import type { Known } from './suggestions.js';
import { Suggestions } from './suggestions.js';
import { AdaptiveWait } from './trigger/adaptiveWait.js';
import { TypingFeedback } from './trigger/typingFeedback.js';
import { skipReason } from './triggerRules.js';

export interface CompletionPipelineParts {
  readonly engine: CompletionEngine;
  readonly log: RequestLog;
  readonly outcomes: OutcomeTracker;
  readonly settings: () => CompletionSettings;
  readonly clock: Clock;
  readonly decodeLimits?: DecodeLimits;
  /** Text from other places; absent = only the document itself. */
  readonly context?: ContextProvider;
  /** Ends of scopes by grammars; absent = by indentation. */
  readonly scope?: ScopeFinder | undefined;
  readonly options?: Partial<PipelineOptions>;
  /** What was offered last in a document has got longer: the editor would get the longer text if it asked again. */
  readonly onGrown?: (uri: string) => void;
}

export interface CompletionAnswer {
  /** Absent when there is nothing to show; the record's outcome says why. */
  readonly offer?: CompletionOffer;
  /** Other texts for the same place, the likeliest first; only for a manual trigger. */
  readonly alternatives?: readonly CompletionOffer[];
  readonly record: RequestRecord;
}

/**
 * How long a cancelled request keeps running: the editor cancels first and asks again a moment later, often for just
 * what is being generated.
 */
const joinGraceMs = 60;

/**
 * One keystroke's way to ghost text: trigger, reuse, wait and context, engine, filters, offer; then work ahead. Never
 * throws.
 */
export class CompletionPipeline implements Disposable {
  private readonly limits: DecodeLimits;
  private readonly options: PipelineOptions;
  private readonly suggestions = new Suggestions();
  private readonly inFlight = new InFlight();
  private readonly wait: AdaptiveWait;
  private readonly feedback: TypingFeedback;
  private readonly surroundings: Surroundings;
  private readonly finisher: Finisher;
  private readonly speculator: Speculator;
  private readonly alternatives: Alternatives;
  private readonly promptReader: PromptReader;
  private requestCount = 0;

  constructor(private readonly parts: CompletionPipelineParts) {
    const { engine, clock, log, outcomes } = parts;
    this.limits = parts.decodeLimits ?? defaultDecodeLimits;
    this.options = { ...defaultPipelineOptions, ...parts.options };
    this.wait = new AdaptiveWait(clock);
    this.feedback = new TypingFeedback(this.wait, outcomes, () => {
      this.speculator.taken();
    });
    this.surroundings = new Surroundings(parts.context, this.limits);
    this.finisher = new Finisher(clock, this.options, parts.scope);
    const generating = { engine, clock, log, finisher: this.finisher, limits: this.limits };
    this.alternatives = new Alternatives(generating);
    this.promptReader = new PromptReader({ ...generating, surroundings: this.surroundings });
    this.speculator = new Speculator({
      ...generating,
      context: (place) => this.surroundings.context(place),
      remember: (model, suggestion) => {
        this.suggestions.remember(model.file.path, suggestion);
      },
    });
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
      const settings = this.parts.settings();
      const model = this.trigger(request, settings, record);
      if (isOutcome(model)) return this.end(record, model);
      const number = this.requestCount;
      const { cursor, known } = record.measure('reuse', () => this.look(request, model));
      const run = { request, settings, record, signal, cursor, model, number };
      const found = await this.find(run, known);
      if (isOutcome(found)) return this.end(record, found);
      const more = await this.findAlternatives(run, found);
      if (signal.aborted) return this.end(record, { kind: 'cancelled' });
      return this.offer(run, found, more);
    } catch (error) {
      return this.end(record, signal.aborted ? { kind: 'cancelled' } : failed(error));
    }
  }

  /** To be told of every change of a document, before it is asked about. */
  documentChanged(uri: string, changes: readonly DocumentChange[]): void {
    this.feedback.documentChanged(uri, changes);
  }

  /** While nobody types: brings the context for a place up to date, and lets the engine read its prompt. */
  async readAhead(request: CompletionRequest): Promise<void> {
    // Where the user would have to ask by hand the next key may still be one that asks.
    const model = this.modelFor({ ...request, manual: true }, this.parts.settings());
    if (typeof model === 'string') return;
    const number = this.requestCount;
    const cursor = this.surroundings.cursorText(request, model);
    const isStale = (): boolean => number !== this.requestCount;
    await this.promptReader.read({ request, cursor, model }, isStale);
  }

  /** Forgets remembered suggestions, as when another model was loaded. */
  reset(): void {
    this.suggestions.clear();
    this.inFlight.abort();
    this.speculator.stop();
  }

  dispose(): void {
    this.reset();
    this.feedback.dispose();
  }

  private trigger(
    request: CompletionRequest,
    settings: CompletionSettings,
    record: RecordBuilder,
  ): LoadedModel | Outcome {
    const model = record.measure('trigger', () => this.modelFor(request, settings));
    if (typeof model !== 'string') return model;
    this.inFlight.abort();
    this.speculator.stop();
    return { kind: 'skipped', reason: model };
  }

  /** @returns the model to ask, or why none is asked */
  private modelFor(
    request: CompletionRequest,
    settings: CompletionSettings,
  ): LoadedModel | SkipReason {
    const { state } = this.parts.engine;
    const reason = skipReason(request, settings, state);
    if (reason !== undefined) return reason;
    return state.kind === 'ready' ? state.model : 'noModel';
  }

  private look(
    request: CompletionRequest,
    model: LoadedModel,
  ): { cursor: CursorText; known: Known | undefined } {
    const cursor = this.surroundings.cursorText(request, model);
    return { cursor, known: this.suggestions.find(model.file.path, cursor) };
  }

  private async find(run: Run, known: Known | undefined): Promise<Found | Outcome> {
    if (known) return this.reuse(run, known);
    const { cursor } = run;
    const ahead = this.speculator.at(cursor);
    if (ahead) {
      this.speculator.adopted(ahead);
      this.inFlight.start(ahead);
    } else {
      this.speculator.stop();
    }
    const joined = this.inFlight.at(cursor);
    const found = joined && (await this.answer(run, joined, ahead ? 'speculation' : 'inFlight'));
    return found && !isUsedUp(found) ? found : this.ask(run);
  }

  private reuse({ record }: Run, { suggestion, rest, source }: Known): Found {
    this.inFlight.abort();
    const { id, grownBy = id } = suggestion;
    switch (source) {
      case 'typedThrough':
        record.from(source, id);
        return { suggestion, rest };
      case 'grown':
        record.from('speculation', grownBy);
        this.speculator.used(grownBy);
        return { suggestion, rest };
      case 'cache':
      case 'speculation':
        record.from(source, id);
        this.speculator.stop();
        this.speculator.used(id);
        // A new offer of its own: what became of the first one is settled.
        return { suggestion: { ...suggestion, id: record.id }, rest };
    }
  }

  private async ask(run: Run): Promise<Found | Outcome> {
    const { cursor, record, signal } = run;
    const isNewest = (): boolean => !signal.aborted && run.number === this.requestCount;
    const gathering = this.surroundings.context(run);
    const isQuiet = await this.pause(run);
    if (!isQuiet || !isNewest()) return { kind: 'cancelled' };
    const joined = this.inFlight.joinOrAbort(cursor);
    if (joined) {
      const found = await this.answer(run, joined, 'inFlight');
      if (!isUsedUp(found)) return found;
    }
    const context = await record.measureAsync('context', () => gathering);
    record.note({ contextUses: context.uses });
    if (!isNewest()) return { kind: 'cancelled' };
    this.promptReader.stop();
    this.surroundings.asked(cursor);
    return this.generate(run, context);
  }

  private generate(run: Run, context: PlaceContext, more?: MoreParams): Promise<Found | Outcome> {
    const { cursor, record } = run;
    const params = generateParams(record.id, { ...run, context }, this.limits, more);
    const generation = new Generation(this.parts, params, cursor, record, () => {
      this.inFlight.grown();
    });
    this.inFlight.start(generation);
    return this.answer(run, generation, 'engine');
  }

  /** The pause that the user must make. What was done since the keystroke is part of it. */
  private async pause({ request, settings, record, signal }: Run): Promise<boolean> {
    const waitMs = request.manual ? 0 : this.wait.waitMs(settings.debounceMs) - record.elapsedMs;
    if (waitMs <= 0) return !signal.aborted;
    return record.measureAsync('wait', () => delay(this.parts.clock, waitMs, signal));
  }

  private async answer(
    run: Run,
    generation: Generation,
    source: TextSource,
  ): Promise<Found | Outcome> {
    const { record, signal } = run;
    const { clock } = this.parts;
    const askedMs = record.elapsedMs - (clock.nowMs() - generation.startedMs);
    const result = await generation.wait(signal, joinGraceMs).finally(() => {
      if (!signal.aborted) this.inFlight.ended(generation);
    });
    if (source !== 'engine') record.engineAnswered(result, askedMs, record.elapsedMs, true);
    else this.wait.answered(clock.nowMs() - generation.startedMs - decodeMs(result));
    if (source !== 'speculation') this.speculator.earned(result.tokens.generated);
    record.from(source, generation.id);
    const { id, cursor } = generation;
    const finished = await this.finisher.finish(id, result, cursor, run.request, record);
    if (isOutcome(finished)) {
      const more = signal.aborted ? undefined : anotherTry(finished, result, generation, run);
      return more ? this.generate(run, await this.surroundings.context(run), more) : finished;
    }
    this.suggestions.remember(run.model.file.path, finished);
    const rest = continueSuggestion(finished, run.cursor);
    return { suggestion: finished, rest: rest ?? { text: '', replacedRight: 0 } };
  }

  private async findAlternatives(run: Run, found: Found): Promise<Alternative[]> {
    const count = this.options.maxAlternatives - 1;
    if (!run.request.manual || count <= 0 || found.rest.text === '') return [];
    return this.alternatives.find(run, await this.surroundings.context(run), found, count);
  }

  private offer(run: Run, found: Found, more: readonly Alternative[]): CompletionAnswer {
    const { request, record } = run;
    const { uri } = request.document;
    this.suggestions.show(
      run.model.file.path,
      [found, ...more].map(({ suggestion }) => suggestion),
    );
    const offers = [{ ...found, record }, ...more].map((one) => {
      one.record.instant('shown');
      const offer = completionOffer(one.record.id, request, one.rest);
      const text = offer.textAtCursor;
      const { position } = request;
      const offered = { record: one.record, suggestionId: one.suggestion.id, uri, position, text };
      return { offer, offered };
    });
    this.parts.outcomes.offered(offers.map(({ offered }) => offered));
    const [first, ...alternatives] = offers.map(({ offer }) => offer);
    for (const one of more) this.end(one.record, { kind: 'offered' });
    if (first && this.options.speculate && record.record.source !== 'typedThrough') {
      this.workAhead(run, found, first);
    }
    return {
      ...(first && { offer: first }),
      ...(alternatives.length > 0 && { alternatives }),
      ...this.end(record, { kind: 'offered' }),
    };
  }

  /** What would be asked if the offer were accepted is read now: the document changes under what runs later. */
  private workAhead(
    { request, settings, model }: Run,
    { suggestion: line }: Found,
    offer: CompletionOffer,
  ): void {
    this.speculator.stop();
    // One step for each offer: the editor can be made to show a longer text once.
    const isOpen = line.opensBlock === true && line.grownBy === undefined;
    if (!isOpen && !this.speculator.canSpeculate) return;
    const accepted = acceptedRequest(request, offer);
    if (typeof this.modelFor(accepted, settings) === 'string') return;
    const { cursor, known } = this.look(accepted, model);
    if (known || (isOpen && hasBodyBelow(cursor, request.editing.tabSize))) return;
    const place = { request: accepted, cursor, model };
    if (!isOpen) {
      this.speculator.shown(place);
      return;
    }
    this.speculator.opened(place, {
      line,
      untilPauseMs: () => this.wait.untilPauseMs(),
      onWritten: (block) => {
        if (this.suggestions.grow(model.file.path, line, block)) this.parts.onGrown?.(cursor.uri);
      },
    });
  }

  private end(record: RecordBuilder, outcome: Outcome): { record: RequestRecord } {
    const ended = record.end(outcome);
    this.parts.log.update(ended);
    return { record: ended };
  }
}

function decodeMs({ phases }: GenerateResult): number {
  return phases.find(({ name }) => name === 'decode')?.durationMs ?? 0;
}
