import { GrowingArray } from '../../base/growingArray.js';
import type { RoutingBatch, RoutingShape, RoutingTrace } from '../../protocol/routingTrace.js';
import type { TapBatch } from './nativeTap.js';

export interface RecordedRequest {
  readonly id: string;
  readonly promptLength: number;
  /** Text that a generated token adds; called once for each that passed the routers, in order. */
  readonly textOf: (token: number) => string;
}

/** Milliseconds of generation that go into one batch. */
const batchMs = 50;

/** Collects the rows of one request while it runs. */
export class RequestRecording {
  private readonly ids = new GrowingArray<Int16Array>((length) => new Int16Array(length));
  private readonly positions = new GrowingArray<Int32Array>((length) => new Int32Array(length));
  private readonly texts: string[] = [];
  private readonly rowLength: number;
  private promptTokens = 0;
  private sentRows = 0;
  private sentAt = -Infinity;
  /** Prompt tokens in the KV cache when the first token was computed. */
  private reusedTokens: number | undefined;
  private computedTokens = 0;

  /** @param tag what the rows of this request carry */
  constructor(
    readonly request: RecordedRequest,
    readonly tag: number,
    private readonly shape: RoutingShape,
  ) {
    this.rowLength = shape.layers.length * shape.usedPerToken;
  }

  /** @param cachedTokens tokens in the KV cache when this request first computes */
  begin(cachedTokens: number): void {
    this.reusedTokens ??= cachedTokens;
  }

  /** The routers have seen so many more tokens of the request, measured or not. */
  computed(tokens: number): void {
    this.computedTokens += tokens;
  }

  /** Takes the rows of this request out of what the tap measured. */
  append(batch: TapBatch): void {
    const { rowLength } = this;
    if (batch.layers.length * batch.expertsPerToken !== rowLength) return;
    const rows = this.ownRows(batch);
    const ids = new Int16Array(rows.length * rowLength);
    rows.forEach((row, index) => {
      ids.set(batch.ids.subarray(row * rowLength, (row + 1) * rowLength), index * rowLength);
    });
    this.ids.append(ids);
    this.positions.append(Int32Array.from(rows, (row) => batch.positions[row] ?? -1));
    for (const row of rows) {
      if ((batch.positions[row] ?? 0) < this.request.promptLength) this.promptTokens += 1;
      else this.texts.push(this.request.textOf(batch.tokens[row] ?? 0));
    }
  }

  /** @returns the rows since the last batch, once there are enough of them */
  nextBatch(now: number): RoutingBatch | undefined {
    const first = this.sentRows;
    const rows = this.positions.length;
    if (rows === first || now - this.sentAt < batchMs) return undefined;
    this.sentRows = rows;
    this.sentAt = now;
    const sentTexts = Math.max(0, first - this.promptTokens);
    return {
      ...this.shape,
      firstRow: first,
      ids: this.ids.values.slice(first * this.rowLength),
      positions: this.positions.values.slice(first),
      promptTokens: Math.max(0, this.promptTokens - first),
      reusedTokens: this.reusedTokens ?? 0,
      generatedTexts: this.texts.slice(sentTexts),
    };
  }

  /** All rows of the request, which has ended. */
  trace(): RoutingTrace {
    return {
      ...this.shape,
      ids: this.ids.values.slice(),
      positions: this.positions.values.slice(),
      promptTokens: this.promptTokens,
      reusedTokens: this.reusedTokens ?? 0,
      generatedTexts: this.texts,
      droppedTokens: Math.max(0, this.computedTokens - this.positions.length),
    };
  }

  /** Rows of a micro-batch are in the order of the computation; those of a request go by position. */
  private ownRows({ rowCount, tags, positions }: TapBatch): number[] {
    return Array.from({ length: rowCount }, (_, row) => row)
      .filter((row) => tags[row] === this.tag)
      .sort((one, other) => (positions[one] ?? 0) - (positions[other] ?? 0));
  }
}
