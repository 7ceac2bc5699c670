/** How a list is laid out, which decides what the arrow keys do. */
export interface RovingList {
  readonly count: number;
  readonly orientation: 'horizontal' | 'vertical';
  /** Items that Page Up and Page Down move by. */
  readonly pageSize?: number;
  /** Whether the end leads back to the beginning. */
  readonly wrap?: boolean;
}

/** The item that a key leads to from `index`, or undefined when the key does not move in such a list. */
export function rovingIndex(key: string, index: number, list: RovingList): number | undefined {
  const { count, wrap = false, pageSize = 10 } = list;
  if (count === 0) return undefined;
  const [back, on] =
    list.orientation === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const bounded = (next: number): number => Math.min(count - 1, Math.max(0, next));
  const around = (next: number): number => (wrap ? (next + count) % count : bounded(next));
  switch (key) {
    case back:
      return around(index - 1);
    case on:
      return around(index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageUp':
      return list.orientation === 'vertical' ? bounded(index - pageSize) : undefined;
    case 'PageDown':
      return list.orientation === 'vertical' ? bounded(index + pageSize) : undefined;
    default:
      return undefined;
  }
}
