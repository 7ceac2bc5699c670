import type { Disposable } from '../../../../base/disposable.js';
import { RecordBuilder } from '../../../../protocol/recordBuilder.js';
import type { LoadedModel } from '../../../../protocol/engineProtocol.js';
import type { PlaceContext } from '../context/contextProvider.js';
import type { Surrounded } from '../context/surroundings.js';
import type { CursorText } from '../cursorText.js';
import type { DecodeLimits } from '../decodeLimits.js';
import type { Finisher } from '../finisher.js';
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

/** A suggestion that has stood for so long is being read, and may be accepted. */
const dwellMs = 200;
/** Speculations whose use may still be noted. */
const remembered = 32;

/**
 * Computes what would follow the shown suggestion if it were accepted, while the user looks at it. Never more than one;
 * a keystroke that leaves the suggestion ends it.
 */
export class Speculator implements Disposable {
  private timer: Disposable | undefined;
  private running: Generation | undefined;
  private readonly unused = new Map<string, RecordBuilder>();
  private readonly allowance = new Allowance();
  private count = 0;
  /** Raised to drop what an earlier suggestion has begun. */
  private round = 0;

  constructor(private readonly parts: SpeculatorParts) {}

  /** False while what was computed in vain so far is enough. */
  get canSpeculate(): boolean {
    return !this.allowance.isSpent;
  }

  /** @param accepted where the acceptance of what is shown now would lead */
  shown(accepted: Surrounded): void {
    this.stop();
    const { round } = this;
    this.timer = this.parts.clock.setTimer(dwellMs, () => {
      void this.speculate(accepted, round).catch(() => undefined);
    });
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
    const record = this.unused.get(id);
    if (!record) return;
    this.unused.delete(id);
    this.allowance.refund(record.record.tokens.generated);
    this.parts.log.update(record.end({ kind: 'speculated', used: true }));
  }

  dispose(): void {
    this.stop();
  }

  private async speculate(accepted: Surrounded, round: number): Promise<void> {
    const context = await this.parts.context(accepted);
    if (round !== this.round) return;
    const { fileName, languageId } = accepted.request.document;
    const id = `ahead-${++this.count}`;
    const identity = { id, kind: 'completion', fileName, languageId, speculative: true } as const;
    const record = new RecordBuilder(identity, this.parts.clock);
    this.parts.log.add(record.record);
    const asked = { ...accepted, context };
    const params = generateParams(id, asked, this.parts.limits, { priority: 'ahead' });
    const generation = new Generation(this.parts, params, accepted.cursor, record);
    this.running = generation;
    this.awaitUse(id, record);
    await this.finish(generation, accepted, record);
  }

  private awaitUse(id: string, record: RecordBuilder): void {
    this.unused.set(id, record);
    const [oldest] = this.unused.keys();
    if (oldest !== undefined && this.unused.size > remembered) this.unused.delete(oldest);
  }

  private async finish(
    generation: Generation,
    { cursor, request, model }: Surrounded,
    record: RecordBuilder,
  ): Promise<void> {
    const { finisher, log, remember } = this.parts;
    try {
      const result = await generation.result;
      if (this.unused.has(generation.id)) this.allowance.spend(result.tokens.generated);
      const finished = await finisher.finish(generation.id, result, cursor, request, record);
      if (isOutcome(finished)) {
        this.unused.delete(generation.id);
        log.update(record.end(finished));
        return;
      }
      remember(model, { ...finished, isAhead: true });
      const isUsed = !this.unused.has(generation.id);
      log.update(record.end({ kind: 'speculated', used: isUsed }));
    } catch {
      // The engine went away; the next request of the user says so.
      log.update(record.end({ kind: 'cancelled' }));
    } finally {
      if (this.running === generation) this.running = undefined;
    }
  }
}
