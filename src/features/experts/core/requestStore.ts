import { Emitter } from '../../../base/emitter.js';
import { RingBuffer } from '../../../base/ringBuffer.js';
import type {
  LatencySample,
  RequestRouting,
  RequestRow,
  RoutingAbsence,
  RoutingDetail,
  RoutingRows,
  SessionRouting,
} from '../../../protocol/expertsView.js';
import type { RequestRecord } from '../../../protocol/requestRecord.js';
import type { RoutingBatch, RoutingTrace } from '../../../protocol/routingTrace.js';
import { measureRequest } from './measureRequest.js';
import { SessionTallies } from './sessionTallies.js';
import { StoredRouting } from './storedRouting.js';

export interface RequestStoreLimits {
  /** Requests kept with their whole record. */
  readonly fullRequests: number;
  /** Records of requests that were not made; there can be one for every keystroke, so they are counted apart. */
  readonly skippedRequests: number;
  /** Requests kept as a latency sample. */
  readonly latencySamples: number;
  /** Bytes of routing ids, positions and texts; the ids of the oldest requests go first, their counts stay. */
  readonly routingBytes: number;
}

export const defaultStoreLimits: RequestStoreLimits = {
  fullRequests: 100,
  skippedRequests: 50,
  latencySamples: 5_000,
  routingBytes: 128 * 1024 * 1024,
};

export type StoreEvent =
  | { readonly kind: 'request'; readonly row: RequestRow }
  | { readonly kind: 'latency'; readonly sample: LatencySample }
  | { readonly kind: 'rows'; readonly requestId: string; readonly rows: RoutingRows }
  | { readonly kind: 'routing'; readonly requestId: string }
  | { readonly kind: 'routingEnd'; readonly requestId: string; readonly droppedTokens: number }
  | { readonly kind: 'cleared' };

/** Memory of a latency sample, estimated. */
const sampleBytes = 64;

/** Keeps the session's requests: the last ones in full with their routing, thousands as latency samples. */
export class RequestStore {
  /** In the order of arrival. */
  private readonly records = new Map<string, RequestRecord>();
  /** Routing of requests that are in `records`, or are still running. */
  private readonly routings = new Map<string, StoredRouting>();
  private readonly session = new SessionTallies();
  private readonly sampled = new Set<string>();
  private samples: RingBuffer<LatencySample>;
  private readonly events = new Emitter<StoreEvent>();
  readonly onDidChange = this.events.event;

  constructor(private readonly limits: RequestStoreLimits = defaultStoreLimits) {
    this.samples = new RingBuffer(limits.latencySamples);
  }

  /** Adds a request, or replaces what was known of it. */
  put(record: RequestRecord): void {
    this.records.set(record.id, record);
    this.forgetOldest(isSkipped(record));
    this.events.fire({ kind: 'request', row: this.rowOf(record) });
    this.sample(record);
  }

  /** Adds rows of a running request. Rows that do not follow the ones before are left to the final trace. */
  putBatch(requestId: string, batch: RoutingBatch): void {
    const known = this.routings.get(requestId);
    if (!known && batch.firstRow !== 0) return;
    const routing = known ?? new StoredRouting(batch);
    if (!known) {
      this.routings.set(requestId, routing);
      this.trimRoutings();
    }
    if (!routing.running || routing.tokens !== batch.firstRow || !routing.rows) return;
    const rows = routing.append(batch);
    this.keepToBudget();
    this.events.fire({ kind: 'rows', requestId, rows });
    if (!known) this.announce(requestId);
  }

  /** Rows that batches have brought of a running request. */
  streamedTokens(requestId: string): number {
    const routing = this.routings.get(requestId);
    return routing?.running ? routing.tokens : 0;
  }

  /** Takes the whole routing of a finished request; it has the last word over batches. */
  putTrace(requestId: string, trace: RoutingTrace, model: string): void {
    const streamed = this.routings.get(requestId);
    const complete = streamed?.running && streamed.tokens === trace.positions.length;
    const routing = complete ? streamed : StoredRouting.of(trace);
    if (complete) routing.finish(trace);
    this.routings.delete(requestId);
    this.routings.set(requestId, routing);
    this.session.add(model, routing);
    this.trimRoutings();
    this.keepToBudget();
    const { droppedTokens } = routing;
    if (complete) this.events.fire({ kind: 'routingEnd', requestId, droppedTokens });
    else this.events.fire({ kind: 'routing', requestId });
    this.announce(requestId);
  }

  /** The engine died: what is still running gets no more rows. */
  endRunning(): void {
    for (const [requestId, routing] of this.routings) {
      if (!routing.running) continue;
      routing.finish(routing);
      const { droppedTokens } = routing;
      this.events.fire({ kind: 'routingEnd', requestId, droppedTokens });
      this.announce(requestId);
    }
  }

  record(requestId: string): RequestRecord | undefined {
    return this.records.get(requestId);
  }

  /** Newest first. */
  get rows(): RequestRow[] {
    return [...this.records.values()].reverse().map((record) => this.rowOf(record));
  }

  /** Oldest first. */
  get latency(): LatencySample[] {
    return [...this.samples];
  }

  get sessionRouting(): SessionRouting | undefined {
    return this.session.latest;
  }

  /** The routing as the view gets it: safe to send, as every array has a buffer of its own. */
  routingOf(requestId: string): RequestRouting {
    const routing = this.routings.get(requestId);
    if (!routing) return { kind: 'none', absence: this.absenceOf(requestId) };
    const { shape, reusedTokens, droppedTokens, running, rows } = routing;
    if (routing.tokens === 0 && !running) return { kind: 'none', absence: 'noTokens' };
    const known = {
      shape,
      prompt: routing.prompt.data,
      generated: routing.generated.data,
      reusedTokens,
      droppedTokens,
    };
    if (!rows) return { kind: 'counts', ...known };
    // no longer the store's own arrays: they grow, and have room to grow that must not be sent along
    const own: RoutingRows = {
      ...rows,
      ids: rows.ids.slice(),
      positions: rows.positions.slice(),
      generatedTexts: [...rows.generatedTexts],
    };
    return { kind: 'full', ...known, rows: own, running };
  }

  /** Bytes of routing held and of room for samples; records are small and limited in number. */
  get memoryBytes(): number {
    let bytes = this.session.bytes + this.limits.latencySamples * sampleBytes;
    for (const routing of this.routings.values()) bytes += routing.rowBytes + routing.countBytes;
    return bytes;
  }

  clear(): void {
    this.records.clear();
    this.routings.clear();
    this.session.clear();
    this.sampled.clear();
    this.samples = new RingBuffer(this.limits.latencySamples);
    this.events.fire({ kind: 'cleared' });
  }

  private absenceOf(requestId: string): RoutingAbsence {
    return this.records.has(requestId) ? 'notRecorded' : 'unknownRequest';
  }

  private rowOf(record: RequestRecord): RequestRow {
    return { record, measures: measureRequest(record), routing: this.detailOf(record.id) };
  }

  private detailOf(requestId: string): RoutingDetail {
    const routing = this.routings.get(requestId);
    if (!routing) return 'none';
    if (routing.running) return 'recording';
    if (routing.tokens === 0) return 'none';
    return routing.rows ? 'full' : 'counts';
  }

  private announce(requestId: string): void {
    const record = this.records.get(requestId);
    if (record) this.events.fire({ kind: 'request', row: this.rowOf(record) });
  }

  /** A request counts once, when the engine is done with it; what the user does later changes no time. */
  private sample(record: RequestRecord): void {
    if (!isLatency(record) || this.sampled.has(record.id)) return;
    const { ttftMs, totalMs } = measureRequest(record);
    const { kind, startedAtMs } = record;
    const sample = { kind, startedAtMs, ttftMs: ttftMs ?? NaN, totalMs };
    this.sampled.add(record.id);
    this.samples.push(sample);
    this.events.fire({ kind: 'latency', sample });
  }

  private forgetOldest(skipped: boolean): void {
    const limit = skipped ? this.limits.skippedRequests : this.limits.fullRequests;
    const alike = [...this.records.values()].filter((record) => isSkipped(record) === skipped);
    for (const { id } of alike.slice(0, Math.max(0, alike.length - limit))) {
      this.records.delete(id);
      this.routings.delete(id);
      this.sampled.delete(id);
    }
  }

  /** Routing can arrive before its record; what never gets one must not pile up. */
  private trimRoutings(): void {
    for (const id of this.routings.keys()) {
      if (this.routings.size <= this.limits.fullRequests) break;
      this.routings.delete(id);
    }
  }

  private keepToBudget(): void {
    let bytes = 0;
    for (const { rowBytes } of this.routings.values()) bytes += rowBytes;
    for (const [requestId, routing] of this.routings) {
      if (bytes <= this.limits.routingBytes) break;
      if (!routing.rows) continue;
      bytes -= routing.rowBytes;
      routing.dropIds();
      this.events.fire({ kind: 'routing', requestId });
      this.announce(requestId);
    }
  }
}

/** Whether somebody waited for the engine to the end. */
function isLatency({ source, tokens, outcome, speculative }: RequestRecord): boolean {
  if (speculative || outcome.kind === 'pending' || outcome.kind === 'cancelled') return false;
  return source === 'inFlight' || (source === 'engine' && tokens.generated > 0);
}

function isSkipped(record: RequestRecord): boolean {
  return record.outcome.kind === 'skipped';
}
