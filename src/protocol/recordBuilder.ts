import type { Clock } from '../base/clock.js';
import type { GenerateResult } from './engineProtocol.js';
import type {
  Outcome,
  Phase,
  PhaseName,
  RequestRecord,
  TextSource,
  TokenCounts,
} from './requestRecord.js';
import { noTokens } from './requestRecord.js';

type Identity = Pick<
  RequestRecord,
  'id' | 'kind' | 'fileName' | 'languageId' | 'speculative' | 'alternativeTo'
>;
type Detail = Pick<RequestRecord, 'cancelMs' | 'characters' | 'filteredBy' | 'contextUses'>;

/** Assembles one request's record. Its time 0 is the builder's creation. */
export class RecordBuilder {
  private readonly createdMs: number;
  private readonly startedAtMs = Date.now();
  private phases: readonly Phase[] = [];
  private outcome: Outcome = { kind: 'pending' };
  private source: TextSource = 'engine';
  private generatedBy: string | undefined;
  private answer: Pick<RequestRecord, 'model' | 'backend' | 'tokens' | 'stopReason'> = {
    tokens: noTokens,
  };
  private detail: Detail = {};

  constructor(
    private readonly identity: Identity,
    private readonly clock: Clock,
  ) {
    this.createdMs = clock.nowMs();
  }

  get id(): string {
    return this.identity.id;
  }

  /** Milliseconds since the request began. */
  get elapsedMs(): number {
    return this.clock.nowMs() - this.createdMs;
  }

  /** The record as it stands; later changes do not touch it. */
  get record(): RequestRecord {
    return {
      ...this.identity,
      ...this.answer,
      ...this.detail,
      startedAtMs: this.startedAtMs,
      phases: this.phases,
      source: this.source,
      ...(this.generatedBy !== undefined && { generatedBy: this.generatedBy }),
      outcome: this.outcome,
    };
  }

  measure<T>(name: PhaseName, work: () => T): T {
    const startMs = this.elapsedMs;
    try {
      return work();
    } finally {
      this.addPhase(name, startMs, this.elapsedMs - startMs);
    }
  }

  async measureAsync<T>(name: PhaseName, work: () => Promise<T>): Promise<T> {
    const startMs = this.elapsedMs;
    try {
      return await work();
    } finally {
      this.addPhase(name, startMs, this.elapsedMs - startMs);
    }
  }

  /** Notes an event without duration, now. */
  instant(name: PhaseName): void {
    this.addPhase(name, this.elapsedMs, 0);
  }

  /** @param requestId the request that generated the text */
  from(source: TextSource, requestId: string): void {
    this.source = source;
    this.generatedBy = requestId === this.id ? undefined : requestId;
  }

  /**
   * Takes over what the engine measured. Its clock and ours share no zero, so its phases are put in the middle of the
   * round trip, half of the transport before them and half after. What a shared answer spent before this request began
   * is not counted as this request's time, and its tokens are counted by the request that asked. A second answer adds
   * to the first.
   * @param askedMs when the engine was asked, on this record's axis; negative when an earlier request did
   * @param answeredMs when the answer arrived, on this record's axis
   */
  engineAnswered(
    result: GenerateResult,
    askedMs: number,
    answeredMs: number,
    isShared = false,
  ): void {
    const { phases, model, backend, tokens, stopReason } = result;
    const counted = isShared ? noTokens : tokens;
    this.answer = { model, backend, tokens: sum(this.answer.tokens, counted), stopReason };
    const engineMs = Math.max(0, ...phases.map((phase) => phase.startMs + phase.durationMs));
    const zeroMs = askedMs + Math.max(0, answeredMs - askedMs - engineMs) / 2;
    for (const phase of phases) {
      const startMs = Math.max(0, zeroMs + phase.startMs);
      const endMs = zeroMs + phase.startMs + phase.durationMs;
      if (endMs >= 0) this.addPhase(phase.name, startMs, endMs - startMs);
    }
  }

  note(detail: Detail): void {
    this.detail = { ...this.detail, ...detail };
  }

  end(outcome: Outcome): RequestRecord {
    this.outcome = outcome;
    return this.record;
  }

  private addPhase(name: PhaseName, startMs: number, durationMs: number): void {
    this.phases = [...this.phases, { name, startMs, durationMs }];
  }
}

function sum(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    prompt: one.prompt + other.prompt,
    reused: one.reused + other.reused,
    prefilled: one.prefilled + other.prefilled,
    generated: one.generated + other.generated,
    ...((one.reuseUnknown ?? other.reuseUnknown) && { reuseUnknown: true as const }),
  };
}
