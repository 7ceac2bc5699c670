import { RecordBuilder } from '../../../../protocol/recordBuilder.js';
import type { Surrounded, Surroundings } from '../context/surroundings.js';
import type { DecodeLimits } from '../decodeLimits.js';
import type { AskedText } from '../generateParams.js';
import { generateParams } from '../generateParams.js';
import type { GenerationParts } from '../generation.js';
import { Generation } from '../generation.js';

export interface PromptReaderParts extends GenerationParts {
  readonly limits: DecodeLimits;
  readonly surroundings: Surroundings;
}

/** Lets the engine read a prompt before anybody asks, so that the next keystroke costs only what was typed since. */
export class PromptReader {
  private running: Generation | undefined;
  private count = 0;

  constructor(private readonly parts: PromptReaderParts) {}

  /**
   * Reads the prompt for a place if it begins differently from what the engine has read last. Never rejects.
   * @param isStale whether the user has gone on meanwhile
   */
  async read(place: Surrounded, isStale: () => boolean): Promise<void> {
    const { surroundings } = this.parts;
    const isWorthIt = await surroundings.refresh(place);
    if (!isWorthIt || isStale()) return;
    surroundings.asked(place.cursor);
    const { request, cursor } = place;
    await this.generate({ request, cursor, context: await surroundings.context(place) });
  }

  stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  private async generate(asked: AskedText): Promise<void> {
    this.stop();
    const { clock, limits, log } = this.parts;
    const { fileName, languageId } = asked.request.document;
    const id = `prompt-${++this.count}`;
    const identity = { id, kind: 'completion', fileName, languageId, speculative: true } as const;
    const record = new RecordBuilder(identity, clock);
    log.add(record.record);
    const params = generateParams(id, asked, limits, { priority: 'ahead', mostTokens: 1 });
    const generation = new Generation(this.parts, params, asked.cursor, record);
    this.running = generation;
    try {
      const { stopReason } = await generation.result;
      const isRead = stopReason !== 'aborted';
      log.update(record.end({ kind: isRead ? 'readAhead' : 'cancelled' }));
    } catch {
      // The engine went away; the next request of the user says so.
      log.update(record.end({ kind: 'cancelled' }));
    }
  }
}
