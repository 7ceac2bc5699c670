import { percentile } from '../../src/base/percentile.js';

/** A ratio measured as pairs in one run, so that what else the machine does falls on both sides. */
export interface PairedRatio {
  /** Median of the pairs' ratios. */
  readonly ratio: number;
  /** Smallest and largest of them. */
  readonly spread: readonly [number, number];
  readonly pairs: number;
}

/**
 * Runs two measurements alternately and compares them pair by pair; each pair turns the order round.
 * @param pairs how many; at least 5 for a median that says something
 * @param subject measures what is judged, @param reference what it is judged by; each gets the pair's number
 */
export async function pairedRatio(
  pairs: number,
  subject: (pair: number) => Promise<number>,
  reference: (pair: number) => Promise<number>,
): Promise<PairedRatio> {
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) {
      const measured = await subject(pair);
      ratios.push(measured / (await reference(pair)));
    } else {
      const base = await reference(pair);
      ratios.push((await subject(pair)) / base);
    }
  }
  return {
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    pairs,
  };
}

/** @throws RangeError for no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The median of nothing is not defined.');
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
