import { appendFileSync } from 'node:fs';
import type { RequestRecord } from './protocol/requestRecord.js';
import type { RoutingTrace } from './protocol/routingTrace.js';

/** One line of the file. A request whose outcome changes later, as when it is accepted, gets a further line. */
export interface RecordTrailLine {
  readonly record: RequestRecord;
  /** What was offered. */
  readonly text?: string;
}

/** Another kind of line: a request's routing as the engine sent it. */
export interface RoutingTrailLine {
  readonly requestId: string;
  readonly trace: Omit<RoutingTrace, 'ids' | 'positions'> & {
    readonly ids: readonly number[];
    readonly positions: readonly number[];
  };
}

/**
 * Appends finished requests to a file of JSON lines, for tests and the start-up check, which watch the editor's work
 * from outside. Used only where the environment names the file, as the texts are the user's code.
 */
export class RecordTrail {
  private readonly answered = new Set<string>();

  /** @param file absolute path; made when it does not exist */
  constructor(private readonly file: string) {}

  /** A request was answered. @param text what was offered, if anything */
  answer(record: RequestRecord, text: string | undefined): void {
    this.answered.add(record.id);
    this.append({ record, ...(text === undefined ? {} : { text }) });
  }

  /** A request that offered its text as part of another's answer: its record's changes are of interest from now on. */
  offered(recordId: string): void {
    this.answered.add(recordId);
  }

  /** A record changed; of interest once its request was answered. */
  update(record: RequestRecord): void {
    if (this.answered.has(record.id)) this.append({ record });
  }

  routing(requestId: string, trace: RoutingTrace): void {
    const { ids, positions } = trace;
    this.append({ requestId, trace: { ...trace, ids: [...ids], positions: [...positions] } });
  }

  private append(line: RecordTrailLine | RoutingTrailLine): void {
    // Synchronous, so that a reader sees every line of a window that is closed right afterwards.
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}
