import { noMochaStats, mochaStats } from './mochaStats.mjs';
import { say } from './progress.mjs';

/** More failed tests than this are no accident. */
const MOST_FAILED = 3;

/**
 * @typedef {import('./runMochaSuite.mjs').SuiteResult
 *   & { again?: readonly import('./mochaStats.mjs').FailedTest[] }} TriedResult `again` are the
 *   tests that failed at first
 */

/**
 * Runs a suite whose tests depend on time: they share a machine with whatever else runs there. Where a few tests fail,
 * their files are run once more, in fresh processes; what those runs say counts in the place of the first.
 *
 * @param {(files?: readonly string[]) => Promise<import('./runMochaSuite.mjs').SuiteResult>} run of
 *   the whole suite or of some of its bundles
 * @returns {Promise<TriedResult>}
 */
export async function withSecondTry(run) {
  const first = await run();
  const { failed } = first.stats;
  if (failed.length === 0 || failed.length > MOST_FAILED) return first;
  const files = [...new Set(failed.map(({ file }) => file))];
  for (const { title, message } of failed) say(`Failed: ${title}: ${message}`);
  say('Running the files of what failed once more ...');
  const second = await run(files);
  return { ...second, stats: replaceFiles(first.stats, second.stats), again: failed };
}

/**
 * @param {import('./mochaStats.mjs').MochaStats} first
 * @param {import('./mochaStats.mjs').MochaStats} second of some of its files
 * @returns {import('./mochaStats.mjs').MochaStats}
 */
function replaceFiles(first, second) {
  // Without counts the second run broke down: the failures of the first stand.
  if (second === noMochaStats) return first;
  const failed = first.failed.filter(({ file }) => !(file in second.files));
  return mochaStats({
    files: { ...first.files, ...second.files },
    failed: [...failed, ...second.failed],
  });
}
