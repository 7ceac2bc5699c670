import type { RoutingTallyData } from './routingTally.js';

export interface ExpertFootprint {
  /** Bytes of the routed experts that at least one token used. */
  readonly touchedBytes: number;
  /** Bytes of all routed experts. */
  readonly totalBytes: number;
}

/** @param bytesPerExpert size of one routed expert in each MoE layer, in the order of the tally's layers */
export function expertFootprint(
  tally: RoutingTallyData,
  bytesPerExpert: readonly number[],
): ExpertFootprint {
  const { counts, expertCount } = tally;
  let touchedBytes = 0;
  let totalBytes = 0;
  tally.layers.forEach((_, layer) => {
    const size = bytesPerExpert[layer] ?? 0;
    totalBytes += size * expertCount;
    for (let expert = 0; expert < expertCount; expert++) {
      if ((counts[layer * expertCount + expert] ?? 0) > 0) touchedBytes += size;
    }
  });
  return { touchedBytes, totalBytes };
}
