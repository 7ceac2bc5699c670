import { RingBuffer } from '../../../base/ringBuffer.js';
import type { RequestRecord } from '../../../protocol/requestRecord.js';

/** Where the records of requests go. */
export interface RequestLog {
  add(record: RequestRecord): void;
  /** Replaces the record with the same id; one that is no longer held is forgotten. */
  update(record: RequestRecord): void;
}

/** The last records, in memory. */
export class RecentRequests implements RequestLog {
  private readonly held: RingBuffer<RequestRecord>;

  constructor(capacity: number) {
    this.held = new RingBuffer(capacity);
  }

  /** Oldest first. */
  get records(): readonly RequestRecord[] {
    return [...this.held];
  }

  add(record: RequestRecord): void {
    this.held.push(record);
  }

  update(record: RequestRecord): void {
    this.held.replace((other) => other.id === record.id, record);
  }
}
