/** The last `capacity` items, oldest first. Adding to a full buffer drops its oldest item. */
export class RingBuffer<T> implements Iterable<T> {
  private readonly slots: T[] = [];
  /** Slot of the oldest item once the buffer is full. */
  private oldest = 0;

  /** @throws RangeError when the capacity is not a positive integer */
  constructor(private readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`The capacity must be a positive integer, not ${String(capacity)}.`);
    }
  }

  get size(): number {
    return this.slots.length;
  }

  push(item: T): void {
    if (this.slots.length < this.capacity) {
      this.slots.push(item);
      return;
    }
    this.slots[this.oldest] = item;
    this.oldest = (this.oldest + 1) % this.capacity;
  }

  /**
   * Puts `item` in the place of the newest item that matches.
   * @returns false when none does
   */
  replace(matches: (item: T) => boolean, item: T): boolean {
    for (let age = 0; age < this.slots.length; age++) {
      const slot = (this.oldest + this.slots.length - 1 - age) % this.slots.length;
      const held = this.slots[slot];
      if (held === undefined || !matches(held)) continue;
      this.slots[slot] = item;
      return true;
    }
    return false;
  }

  *[Symbol.iterator](): Generator<T> {
    yield* this.slots.slice(this.oldest);
    yield* this.slots.slice(0, this.oldest);
  }
}
