/**
 * How sure a prediction is. `estimated`: weights and cache from the header, the rest by formula. `rehearsed`: llama.cpp
 * itself laid out all buffers of this placement without allocating them. `measured`: corrected by what an earlier load
 * of this model on this backend really used.
 */
export type Sureness = 'estimated' | 'rehearsed' | 'measured';

/** What a prediction from the header alone has to be corrected by. */
export interface Calibration {
  readonly sureness: Sureness;
  /** Compute buffers, as a multiple of the estimate. */
  readonly computeRatio: number;
  /** What the backend takes of each device beside llama.cpp's own buffers: kernels, pools, alignment. */
  readonly deviceExtraBytes: number;
  /** Weights in system memory beyond their size in the file, such as copies in a layout for the CPU. */
  readonly systemExtraBytes: number;
}

const mib = 2 ** 20;

/** Where nothing is known of a GPU, this much is left for what its driver takes at the first computation. */
export const firstGuess: Calibration = {
  sureness: 'estimated',
  computeRatio: 1,
  deviceExtraBytes: 128 * mib,
  systemExtraBytes: 0,
};

/** A ratio beyond these limits says that something else was measured. */
const leastRatio = 0.1;
const mostRatio = 10;

/** @param actualBytes what the compute buffers take @param estimatedBytes what the formula says of them */
export function computeRatioOf(actualBytes: number, estimatedBytes: number): number {
  if (!(estimatedBytes > 0) || !(actualBytes > 0)) return 1;
  return Math.min(mostRatio, Math.max(leastRatio, actualBytes / estimatedBytes));
}

/** By what share of the compute buffers and of the backend's own memory a prediction may be off. */
export const uncertaintyOf: Readonly<Record<Sureness, number>> = {
  estimated: 0.5,
  rehearsed: 0.15,
  measured: 0.05,
};
