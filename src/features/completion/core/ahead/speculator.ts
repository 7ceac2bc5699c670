import type { Disposable } from '../../../../base/disposable.js';
import { RecordBuilder } from '../../../../protocol/recordBuilder.js';
import type { LoadedModel } from '../../../../protocol/engineProtocol.js';
import type { PlaceContext } from '../context/contextProvider.js';
import type { Surrounded } from '../context/surroundings.js';
import type { CursorText } from '../cursorText.js';
import type { DecodeLimits } from '../decodeLimits.js';
import type { Finisher } from '../finisher.js';
import type { MoreParams } from '../generateParams.js';
import { generateParams } from '../generateParams.js';
import type { GenerationParts } from '../generation.js';
import { Generation } from '../generation.js';
import { isOutcome } from '../run.js';
import type { Suggestion } from '../suggestion.js';
import { Allowance } from './allowance.js';

export interface SpeculatorParts extends GenerationParts {
  readonly finisher: Finisher;
  readonly limits: DecodeLimits;
  readonly context: (place: Surrounded) => Promise<PlaceContext>;
  readonly remember: (model: LoadedModel, suggestion: Suggestion) => void;
}

/** A shown line whose block is to be written, for when the user pauses over it. */
export interface OpenedBlock {
  readonly line: Suggestion;
  /** Milliseconds that the pause still lacks; at most 0 once it is one. */
  readonly untilPauseMs: () => number;
  /** Hears of the block while nothing else was asked for. */
  readonly onWritten: (block: Suggestion) => void;
}

interface Work {
  /** Where the acceptance of what is shown now would lead. */
  readonly place: Surrounded;
  /** Asked again when the time is over. */
  readonly waitMs: () => number;
  readonly params: MoreParams;
  /** The allowance pays for it. */
  readonly isPaid: boolean;
  readonly onFinished?: (suggestion: Suggestion) => void;
}

interface Unused {
  readonly record: RecordBuilder;
  readonly isPaid: boolean;
}

/** A suggestion that has stood for so long is being read, and may be accepted. */
const dwellMs = 200;
/** A line or two: a whole block that nobody asked for is mostly in vain. */
const mostTokens = 32;
/** Speculations whose use may still be noted. */
const remembered = 32;

/**
 * Computes what would follow the shown suggestion, while the user looks at it: the block that its line opens, or what
 * would be asked if it were accepted. Never more than one; a keystroke that leaves the suggestion ends it.
 */
export class Speculator implements Disposable {
  private timer: Disposable | undefined;
  private running: Generation | undefined;
  private readonly unused = new Map<string, Unused>();
  private readonly allowance = new Allowance();
  private count = 0;
  /** Raised to drop what an earlier suggestion has begun. */
  private round = 0;

  constructor(private readonly parts: SpeculatorParts) {}

  /** False while what was computed in vain so far is enough. */
  get canSpeculate(): boolean {
    return !this.allowance.isSpent;
  }

  /** @param place where the acceptance of what is shown now would lead */
  shown(place: Surrounded): void {
    const { clock } = this.parts;
    const dueMs = clock.nowMs() + dwellMs;
    const params = { priority: 'ahead', mostTokens } as const;
    this.begin({ place, waitMs: () => dueMs - clock.nowMs(), params, isPaid: true });
  }

  /** @param place behind the shown line */
  opened(place: Surrounded, { line, untilPauseMs, onWritten }: OpenedBlock): void {
    const begun = { linePrefix: line.cursor.linePrefix, text: line.text };
    const params = { begun };
    this.begin({ place, waitMs: untilPauseMs, params, isPaid: false, onFinished: onWritten });
  }

  /** The user took a suggestion, and may take the next. */
  taken(): void {
    this.allowance.taken();
  }

  /** @param tokens that the user's own request took; they pay for the next speculations */
  earned(tokens: number): void {
    this.allowance.earn(tokens);
  }

  /** @returns the speculation that is running when it generates for this cursor; it has text to show for it */
  at(cursor: CursorText): Generation | undefined {
    const { running } = this;
    return running?.hasText && running.fitOf(cursor) === 'serves' ? running : undefined;
  }

  /** The user goes another way, or has come where the speculation was for. */
  stop(): void {
    this.round++;
    this.timer?.dispose();
    this.running?.abort();
    this.running = undefined;
  }

  /** Lets go of a speculation that somebody waits for now. */
  adopted(generation: Generation): void {
    this.round++;
    this.timer?.dispose();
    this.running = undefined;
    this.used(generation.id);
  }

  /** @param id the speculation whose text is shown */
  used(id: string): void {
    const found = this.unused.get(id);
    if (!found) return;
    const { record, isPaid } = found;
    this.unused.delete(id);
    if (isPaid) this.allowance.refund(record.record.tokens.generated);
    this.parts.log.update(record.end({ kind: 'speculated', used: true }));
  }

  dispose(): void {
    this.stop();
  }

  private begin(work: Work): void {
    this.stop();
    const { round } = this;
    const whenDue = (): void => {
      const waitMs = work.waitMs();
      if (waitMs > 0) this.timer = this.parts.clock.setTimer(waitMs, whenDue);
      else void this.generate(work, round).catch(() => undefined);
    };
    whenDue();
  }

  private async generate(work: Work, round: number): Promise<void> {
    const { place, params, isPaid } = work;
    const context = await this.parts.context(place);
    if (round !== this.round) return;
    const { fileName, languageId } = place.request.document;
    const id = `ahead-${++this.count}`;
    const identity = { id, kind: 'completion', fileName, languageId, speculative: true } as const;
    const record = new RecordBuilder(identity, this.parts.clock);
    this.parts.log.add(record.record);
    const asked = generateParams(id, { ...place, context }, this.parts.limits, params);
    const generation = new Generation(this.parts, asked, place.cursor, record);
    this.running = generation;
    this.awaitUse(id, { record, isPaid });
    await this.finish(generation, work, record);
  }

  private awaitUse(id: string, unused: Unused): void {
    this.unused.set(id, unused);
    const [oldest] = this.unused.keys();
    if (oldest !== undefined && this.unused.size > remembered) this.unused.delete(oldest);
  }

  private async finish(
    generation: Generation,
    { place: { cursor, request, model }, isPaid, onFinished }: Work,
    record: RecordBuilder,
  ): Promise<void> {
    const { finisher, log, remember } = this.parts;
    const { id } = generation;
    try {
      const result = await generation.result;
      if (isPaid && this.unused.has(id)) this.allowance.spend(result.tokens.generated);
      const finished = await finisher.finish(id, result, cursor, request, record);
      if (isOutcome(finished)) {
        this.unused.delete(id);
        log.update(record.end(finished));
        return;
      }
      remember(model, { ...finished, isAhead: true });
      log.update(record.end({ kind: 'speculated', used: !this.unused.has(id) }));
      if (this.running === generation) onFinished?.(finished);
    } catch {
      // The engine went away; the next request of the user says so.
      log.update(record.end({ kind: 'cancelled' }));
    } finally {
      if (this.running === generation) this.running = undefined;
    }
  }
}
