/**
 * A fixed sample: `count` items at equal distances, each from the middle of its share. Task files are sorted by problem,
 * so their first items would be few problems many times.
 */
export function evenlySpread<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  const step = items.length / count;
  const wanted = new Set(
    Array.from({ length: count }, (_, index) => Math.floor((index + 0.5) * step)),
  );
  return items.filter((_, index) => wanted.has(index));
}
