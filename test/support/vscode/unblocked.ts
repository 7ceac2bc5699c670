import assert from 'node:assert/strict';
import type { HostLoad } from './hostLoad.js';
import { measureHostLoad } from './hostLoad.js';

/** The longest that the extension may keep others in its process waiting. */
const maxRunMs = 10;

/** Measures the extension's load on its host while `work` runs, and names the numbers in the test's title. */
async function measureUnblocked(
  context: Mocha.Context,
  work: () => Promise<void>,
): Promise<HostLoad> {
  const load = await measureHostLoad('/dist/extension.js', work);
  const { longestRunMs, longestRun, totalRunMs, lateMs } = load;
  const where = longestRunMs < maxRunMs ? '' : ` in ${longestRun}`;
  const late = `loop late by ${lateMs.median.toFixed(1)}, ${lateMs.p99.toFixed(0)} (p99), ${lateMs.max.toFixed(0)} ms (max)`;
  if (context.test) {
    context.test.title += ` [longest ${longestRunMs.toFixed(1)} ms${where}, in all ${totalRunMs.toFixed(0)} ms; ${late}]`;
  }
  return load;
}

/** Measures work that can be done again: what blocks comes back, what the machine did to us does not. */
export async function assertNeverBlocks(
  context: Mocha.Context,
  work: () => Promise<void>,
  again: () => Promise<void> = work,
): Promise<void> {
  const { longestRunMs } = await measureUnblocked(context, work);
  if (longestRunMs < maxRunMs) return;
  assertUnblocked(await measureUnblocked(context, again));
}

function assertUnblocked({ longestRunMs, longestRun }: HostLoad): void {
  assert.ok(
    longestRunMs < maxRunMs,
    `${longestRunMs} ms in one turn of the event loop: ${longestRun}`,
  );
}
