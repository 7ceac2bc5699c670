/**
 * The value below which the given share of the values lies, interpolated linearly between neighbours.
 * @param sorted ascending
 * @param share 0 to 1
 * @returns NaN for no values
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const { length } = sorted;
  if (length === 0) return NaN;
  const place = Math.min(1, Math.max(0, share)) * (length - 1);
  const low = Math.floor(place);
  const lower = sorted[low] ?? NaN;
  const upper = sorted[Math.min(length - 1, low + 1)] ?? NaN;
  return lower + (upper - lower) * (place - low);
}
