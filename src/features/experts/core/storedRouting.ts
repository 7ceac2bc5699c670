import { GrowingArray } from '../../../base/growingArray.js';
import { packIds } from '../../../base/routing/packIds.js';
import { rowLength, tokenCount } from '../../../base/routing/routingTable.js';
import { RoutingTally } from '../../../base/routing/routingTally.js';
import type { RoutingRows } from '../../../protocol/expertsView.js';
import type { RoutingBatch, RoutingShape, RoutingTrace } from '../../../protocol/routingTrace.js';

/** Estimated memory of a token's text beside its characters. */
const textOverheadBytes = 24;

/** One request's routing: counts from the start, ids until {@link dropIds}. Grows with the request while it runs. */
export class StoredRouting {
  readonly shape: RoutingShape;
  readonly prompt: RoutingTally;
  readonly generated: RoutingTally;
  reusedTokens = 0;
  droppedTokens = 0;
  running = true;
  private held: HeldRows | undefined;

  constructor(shape: RoutingShape) {
    const { layers, expertCount, usedPerToken, sharedExpertCount } = shape;
    this.shape = { layers, expertCount, usedPerToken, sharedExpertCount };
    this.prompt = new RoutingTally(this.shape);
    this.generated = new RoutingTally(this.shape);
    this.held = new HeldRows(packIds(new Int16Array(0), expertCount));
  }

  static of(trace: RoutingTrace): StoredRouting {
    const stored = new StoredRouting(trace);
    stored.append({ ...trace, firstRow: 0 });
    stored.finish(trace);
    return stored;
  }

  /** The ids and texts, or undefined after they were dropped. Stale after the next {@link append}. */
  get rows(): RoutingRows | undefined {
    if (!this.held) return undefined;
    return {
      ids: this.held.ids.values,
      positions: this.held.positions.values,
      promptTokens: this.prompt.tokens,
      generatedTexts: this.held.texts,
    };
  }

  get tokens(): number {
    return this.prompt.tokens + this.generated.tokens;
  }

  /** Bytes of the ids, positions and texts. */
  get rowBytes(): number {
    return this.held?.bytes ?? 0;
  }

  /** Bytes that stay when the ids are dropped. */
  get countBytes(): number {
    // a tally holds four numbers per layer and two per expert, all of four bytes
    return 2 * 4 * this.shape.layers.length * (4 + 2 * this.shape.expertCount);
  }

  /**
   * Takes more rows of the running request and returns them as they were stored.
   * @throws RangeError when rows are missing before these, or prompt rows follow generated ones
   */
  append(batch: RoutingBatch): RoutingRows {
    if (batch.firstRow !== this.tokens || !this.held) {
      throw new RangeError('A batch of routing does not follow the one before.');
    }
    if (batch.promptTokens > 0 && this.generated.tokens > 0) {
      throw new RangeError('A batch of routing has prompt tokens after generated ones.');
    }
    const tokens = tokenCount(batch);
    const { expertCount } = this.shape;
    const added: RoutingRows = {
      ids: packIds(batch.ids.subarray(0, tokens * rowLength(this.shape)), expertCount),
      positions: batch.positions.slice(0, tokens),
      promptTokens: batch.promptTokens,
      generatedTexts: [...batch.generatedTexts],
    };
    const table = { ...this.shape, ids: added.ids };
    this.prompt.add(table, { start: 0, end: batch.promptTokens });
    this.generated.add(table, { start: batch.promptTokens, end: tokens });
    this.held.append(added);
    this.reusedTokens = batch.reusedTokens;
    return added;
  }

  /** The request has ended. */
  finish(trace: Pick<RoutingTrace, 'reusedTokens' | 'droppedTokens'>): void {
    this.reusedTokens = trace.reusedTokens;
    this.droppedTokens = trace.droppedTokens;
    this.running = false;
    this.held?.trim();
  }

  /** Keeps the counts only. */
  dropIds(): void {
    this.held = undefined;
  }
}

class HeldRows {
  readonly ids: GrowingArray<Int16Array | Uint8Array>;
  readonly positions = new GrowingArray<Int32Array>((length) => new Int32Array(length));
  readonly texts: string[] = [];
  private textBytes = 0;

  constructor(empty: Int16Array | Uint8Array) {
    const bytes = empty instanceof Uint8Array;
    this.ids = new GrowingArray((length) =>
      bytes ? new Uint8Array(length) : new Int16Array(length),
    );
  }

  get bytes(): number {
    return this.ids.capacityBytes + this.positions.capacityBytes + this.textBytes;
  }

  append(rows: RoutingRows): void {
    this.ids.append(rows.ids);
    this.positions.append(rows.positions);
    for (const text of rows.generatedTexts) {
      this.texts.push(text);
      this.textBytes += 2 * text.length + textOverheadBytes;
    }
  }

  trim(): void {
    this.ids.trim();
    this.positions.trim();
  }
}
