import { noMochaStats } from '../../../scripts/lib/mochaStats.mjs';

/**
 * Decides about a run in an extension host. VS Code reports success when the extension host is
 * killed or exits by itself, so only mocha's own counts prove that the tests ran.
 *
 * @param {import('../../../scripts/lib/mochaStats.mjs').MochaStats | undefined} stats
 * @param {string} ending how the run came to its end
 * @returns {import('../../../scripts/lib/runMochaSuite.mjs').SuiteResult}
 */
export function judgeHostRun(stats, ending) {
  if (!stats) {
    return {
      stats: noMochaStats,
      problem: `mocha did not come to its end in the extension host (${ending})`,
    };
  }
  if (stats.failures > 0) return { stats, problem: `${stats.failures} failed` };
  if (stats.passes === 0) return { stats, problem: 'no test ran' };
  return { stats, problem: undefined };
}
