import { delay } from '../../../base/delay.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome } from '../../../protocol/requestRecord.js';
import type { PlaceContext } from './context/contextProvider.js';
import type { DecodeLimits } from './decodeLimits.js';
import type { Finisher } from './finisher.js';
import { generateParams } from './generateParams.js';
import type { GenerationParts } from './generation.js';
import { Generation } from './generation.js';
import type { Found, Run } from './run.js';
import { isOutcome } from './run.js';
import { continueSuggestion } from './suggestion.js';

/** Another text for the place of a request, with a record of its own. */
export interface Alternative extends Found {
  readonly record: RecordBuilder;
}

export interface AlternativesParts extends GenerationParts {
  readonly finisher: Finisher;
  readonly limits: DecodeLimits;
}

/** The user waits for all of them: what is not there by then is left out. */
const deadlineMs = 2_000;
/** Ranks looked at beyond those wanted, as texts that begin differently may end up the same. */
const spareRanks = 2;

/**
 * Other texts than the most likely one, for who asks by hand: each begins with one of the next likely first tokens and
 * goes on greedily, so that the same place gives the same texts in the same order.
 */
export class Alternatives {
  constructor(private readonly parts: AlternativesParts) {}

  /** @param first what is shown first @param count texts wanted beside it */
  async find(run: Run, context: PlaceContext, first: Found, count: number): Promise<Alternative[]> {
    const found: Alternative[] = [];
    const stop = new AbortController();
    const timer = delay(this.parts.clock, deadlineMs, stop.signal).then(() => {
      stop.abort();
    });
    const signal = AbortSignal.any([run.signal, stop.signal]);
    for (let rank = 1; rank <= count + spareRanks && found.length < count; rank++) {
      if (signal.aborted) break;
      const alternative = await this.generate(run, context, rank, signal);
      if (!alternative) continue;
      if (isNew(alternative, [first, ...found])) found.push(alternative);
      else this.end(alternative.record, { kind: 'filtered', filter: 'sameAsAnother' });
    }
    stop.abort();
    await timer;
    return run.signal.aborted ? [] : found;
  }

  private async generate(
    run: Run,
    context: PlaceContext,
    rank: number,
    signal: AbortSignal,
  ): Promise<Alternative | undefined> {
    const { request, cursor } = run;
    const { fileName, languageId } = request.document;
    const id = `${run.record.id}.${rank}`;
    const record = new RecordBuilder(
      { id, kind: 'completion', fileName, languageId, alternativeTo: run.record.id },
      this.parts.clock,
    );
    const asked = { request, cursor, context };
    const params = generateParams(id, asked, this.parts.limits, { firstTokenRank: rank });
    this.parts.log.add(record.record);
    const generation = new Generation(this.parts, params, cursor, record);
    const onAbort = (): void => {
      generation.abort();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const result = await generation.result;
      const finished = await this.parts.finisher.finish(id, result, cursor, request, record);
      if (isOutcome(finished)) {
        this.end(record, finished);
        return undefined;
      }
      const rest = continueSuggestion(finished, cursor) ?? { text: '', replacedRight: 0 };
      return { suggestion: finished, rest, record };
    } catch {
      // What was found first is shown all the same.
      this.end(record, { kind: 'cancelled' });
      return undefined;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  private end(record: RecordBuilder, outcome: Outcome): void {
    this.parts.log.update(record.end(outcome));
  }
}

function isNew({ rest }: Alternative, others: readonly Found[]): boolean {
  return others.every((other) => other.rest.text.trim() !== rest.text.trim());
}
