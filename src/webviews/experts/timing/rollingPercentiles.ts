import { percentile } from '../../../base/percentile.js';

export const shownPercentiles = [0.5, 0.75, 0.95] as const;

export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** Percentiles of all values that are numbers. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p75: percentile(sorted, 0.75),
    p95: percentile(sorted, 0.95),
  };
}

/**
 * Percentiles of the last `window` values at every value, one array per percentile of {@link shownPercentiles}. The
 * window is kept sorted, so that thousands of values cost a few milliseconds.
 */
export function rollingPercentiles(values: readonly number[], window: number): number[][] {
  const series: number[][] = shownPercentiles.map(() => []);
  const sorted: number[] = [];
  values.forEach((value, index) => {
    sorted.splice(insertionIndex(sorted, value), 0, value);
    const leaving = values[index - window];
    if (leaving !== undefined) sorted.splice(insertionIndex(sorted, leaving), 1);
    shownPercentiles.forEach((share, at) => series[at]?.push(percentile(sorted, share)));
  });
  return series;
}

/** The first index whose value is not below the given one. */
function insertionIndex(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
