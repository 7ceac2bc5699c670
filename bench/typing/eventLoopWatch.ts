import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 1;

/** Runs something and notes the longest time in which this process's event loop could not turn. */
export async function eventLoopWatch<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly blockedMs: number }> {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  try {
    const result = await work();
    // The histogram holds the times between two turns, which are a resolution apart when nothing blocks.
    return { result, blockedMs: Math.max(0, histogram.max / 1e6 - resolutionMs) };
  } finally {
    histogram.disable();
  }
}
