/** A map that holds at most `capacity` entries and forgets the one that was used longest ago. */
export class LruCache<K, V> {
  // A Map iterates in insertion order; using an entry inserts it again.
  private readonly entries = new Map<K, V>();

  /** @throws RangeError when the capacity is not a positive integer */
  constructor(private readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`The capacity must be a positive integer, not ${String(capacity)}.`);
    }
  }

  /** Counts as a use. */
  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.capacity) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.entries.clear();
  }

  /** Every entry, the most recently used first; looking does not count as a use. */
  newestFirst(): [K, V][] {
    return [...this.entries].reverse();
  }
}
