/** What the typed arrays have in common, as far as it is needed here. */
interface TypedArray<T> {
  readonly length: number;
  readonly byteLength: number;
  set(source: T, offset?: number): void;
  subarray(start: number, end: number): T;
  slice(start: number, end: number): T;
}

/** A typed array that grows at its end; appending costs amortised constant time per value. */
export class GrowingArray<T extends TypedArray<T>> {
  private buffer: T;
  private used = 0;

  constructor(private readonly create: (length: number) => T) {
    this.buffer = create(0);
  }

  get length(): number {
    return this.used;
  }

  /** Memory held, including room to grow. */
  get capacityBytes(): number {
    return this.buffer.byteLength;
  }

  /** The values so far, without a copy; stale after the next append. */
  get values(): T {
    return this.buffer.subarray(0, this.used);
  }

  append(values: T): void {
    const needed = this.used + values.length;
    if (needed > this.buffer.length) {
      // the first append is often the only one, so it leaves no room unused
      const capacity = this.used === 0 ? needed : Math.max(needed, this.used * 2);
      const larger = this.create(capacity);
      larger.set(this.values);
      this.buffer = larger;
    }
    this.buffer.set(values, this.used);
    this.used = needed;
  }

  /** Gives back the room to grow. */
  trim(): void {
    if (this.used < this.buffer.length) this.buffer = this.buffer.slice(0, this.used);
  }
}
