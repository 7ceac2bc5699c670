/** Which bytes of a file have been received. The file is cut into pieces; each is received from its start. */
export class PieceMap {
  private readonly received: number[];

  /** @param received bytes of each piece that are there already */
  constructor(
    readonly sizeBytes: number,
    readonly pieceSizeBytes: number,
    received: readonly number[] = [],
  ) {
    const count = Math.ceil(sizeBytes / pieceSizeBytes);
    this.received = Array.from({ length: count }, (_, index) =>
      Math.min(received[index] ?? 0, this.length(index)),
    );
  }

  get count(): number {
    return this.received.length;
  }

  get receivedBytes(): number {
    return this.received.reduce((sum, bytes) => sum + bytes, 0);
  }

  get isComplete(): boolean {
    return this.missing().length === 0;
  }

  /** Position behind the last byte that was received. */
  get endOfReceived(): number {
    const last = this.received.findLastIndex((bytes) => bytes > 0);
    return last < 0 ? 0 : this.next(last);
  }

  /** Numbers of the pieces that are not complete. */
  missing(): number[] {
    return [...this.received.keys()].filter((index) => this.next(index) < this.end(index));
  }

  /** Position of the first byte of a piece that is still to come. */
  next(index: number): number {
    return index * this.pieceSizeBytes + (this.received[index] ?? 0);
  }

  /** Position behind a piece's last byte. */
  end(index: number): number {
    return Math.min(this.sizeBytes, (index + 1) * this.pieceSizeBytes);
  }

  add(index: number, bytes: number): void {
    this.received[index] = Math.min((this.received[index] ?? 0) + bytes, this.length(index));
  }

  snapshot(): readonly number[] {
    return [...this.received];
  }

  private length(index: number): number {
    return this.end(index) - index * this.pieceSizeBytes;
  }
}
