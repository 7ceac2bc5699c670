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
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle];
  if (high === undefined) throw new RangeError('The median of nothing is not defined.');
  const low = sorted[middle - 1] ?? high;
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
