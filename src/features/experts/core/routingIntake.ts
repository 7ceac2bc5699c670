import type { Disposable } from '../../../base/disposable.js';
import { rowLength } from '../../../base/routing/routingTable.js';
import type { RoutingBatch, RoutingTrace } from '../../../protocol/routingTrace.js';
import type { RequestStore } from './requestStore.js';

/**
 * Ids that are counted in one turn of the event loop. The first rows of a session are counted by code that is not
 * compiled yet, a hundred times slower than later, and a chunk of the prompt can have 100,000 ids.
 */
const idsPerTurn = 2_048;

/** The way of measured routing into the store: in the order of arrival, a part in each turn of the event loop. */
export class RoutingIntake implements Disposable {
  private readonly waiting: Iterator<void>[] = [];
  private turn: NodeJS.Immediate | undefined;

  constructor(private readonly store: RequestStore) {}

  putBatch(requestId: string, batch: RoutingBatch): void {
    this.enqueue(this.takeBatch(requestId, batch));
  }

  /** The request has ended; rows that no batch brought are taken from its trace. */
  putTrace(requestId: string, trace: RoutingTrace, model: string): void {
    this.enqueue(this.takeTrace(requestId, trace, model));
  }

  /** The engine died: what is still running gets no more rows than have arrived. */
  endRunning(): void {
    this.enqueue({
      next: () => {
        this.store.endRunning();
        return { done: true, value: undefined };
      },
    });
  }

  dispose(): void {
    this.waiting.length = 0;
    clearImmediate(this.turn);
  }

  private enqueue(steps: Iterator<void>): void {
    this.waiting.push(steps);
    this.turn ??= setImmediate(this.takeTurn);
  }

  private readonly takeTurn = (): void => {
    this.turn = undefined;
    const [first] = this.waiting;
    if (first?.next().done) this.waiting.shift();
    if (this.waiting.length > 0) this.turn = setImmediate(this.takeTurn);
  };

  private *takeBatch(requestId: string, batch: RoutingBatch): Generator<void> {
    const rows = batch.positions.length;
    const perTurn = rowsPerTurn(batch);
    for (let row = 0; row < rows; row += perTurn) {
      if (row > 0) yield;
      this.store.putBatch(requestId, part(batch, row, Math.min(rows, row + perTurn)));
    }
  }

  private *takeTrace(requestId: string, trace: RoutingTrace, model: string): Generator<void> {
    const rows = trace.positions.length;
    const perTurn = rowsPerTurn(trace);
    let row = this.store.streamedTokens(requestId);
    while (row < rows) {
      const end = Math.min(rows, row + perTurn);
      this.store.putBatch(requestId, part({ ...trace, firstRow: 0 }, row, end));
      // the store takes no rows of a request that it has forgotten; then the trace alone counts
      if (this.store.streamedTokens(requestId) !== end) break;
      row = end;
      yield;
    }
    this.store.putTrace(requestId, trace, model);
  }
}

function rowsPerTurn(batch: Omit<RoutingTrace, 'droppedTokens'>): number {
  return Math.max(1, Math.floor(idsPerTurn / Math.max(1, rowLength(batch))));
}

/** Rows `start` (included) to `end` (excluded) of the batch, without a copy. */
function part(batch: RoutingBatch, start: number, end: number): RoutingBatch {
  const length = rowLength(batch);
  const generatedFrom = Math.max(0, start - batch.promptTokens);
  const generatedTo = Math.max(0, end - batch.promptTokens);
  return {
    ...batch,
    firstRow: batch.firstRow + start,
    ids: batch.ids.subarray(start * length, end * length),
    positions: batch.positions.subarray(start, end),
    promptTokens: Math.min(end, Math.max(start, batch.promptTokens)) - start,
    generatedTexts: batch.generatedTexts.slice(generatedFrom, generatedTo),
  };
}
