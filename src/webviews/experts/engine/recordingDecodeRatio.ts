import { percentile } from '../../../base/percentile.js';
import type { RequestRow } from '../../../protocol/expertsView.js';

/** Requests that a median is taken of, on either side. */
const fewestRequests = 5;
/** Shorter answers say little about speed: their first tokens build graphs. */
const fewestTokens = 16;

/**
 * What recording costs, told by the requests that the view has: the median decode speed of those that were recorded over
 * that of those that were not, of one model on one backend.
 * @returns undefined while there are too few of either
 */
export function recordingDecodeRatio(
  rows: readonly RequestRow[],
  model: string,
  backend: string,
): number | undefined {
  const recorded: number[] = [];
  const unrecorded: number[] = [];
  for (const { record, measures, routing } of rows) {
    const { tokensPerSecond } = measures;
    const isAlike = record.model === model && record.backend === backend;
    if (!isAlike || tokensPerSecond === undefined || routing === 'recording') continue;
    if (record.tokens.generated < fewestTokens) continue;
    (routing === 'none' ? unrecorded : recorded).push(tokensPerSecond);
  }
  if (Math.min(recorded.length, unrecorded.length) < fewestRequests) return undefined;
  return median(recorded) / median(unrecorded);
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
