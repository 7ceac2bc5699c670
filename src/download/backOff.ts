import type { DownloadPolicy } from './downloadPolicy.js';

/**
 * Milliseconds to wait before the next attempt: doubled each time, with jitter in the upper half so that many users of
 * one server do not come back together; never less than the server asked for.
 * @param failures attempts in a row that brought nothing, from 1
 * @param random uniform in [0, 1)
 */
export function backOffMs(
  failures: number,
  policy: Pick<DownloadPolicy, 'firstDelayMs' | 'longestDelayMs'>,
  retryAfterMs: number | undefined,
  random: () => number,
): number {
  const full = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
  return Math.max(full * (0.5 + random() / 2), retryAfterMs ?? 0);
}
