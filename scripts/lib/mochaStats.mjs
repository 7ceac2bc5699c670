import fs from 'node:fs';

/**
 * @typedef {object} MochaCounts
 * @property {number} passes
 * @property {number} failures
 * @property {number} pending
 */

/**
 * @typedef {object} FailedTest
 * @property {string} title of the suites around it and its own
 * @property {string} file absolute path of the bundle that holds it
 * @property {string} message the first line of its error
 */

/**
 * @typedef {object} MochaRun what a finished mocha run did
 * @property {Record<string, MochaCounts>} files counts by absolute path of the bundle
 * @property {readonly FailedTest[]} failed hooks among them
 */

/** @typedef {MochaCounts & MochaRun} MochaStats the counts are the sums of those of the files */

/** @type {MochaStats} */
export const noMochaStats = { passes: 0, failures: 0, pending: 0, files: {}, failed: [] };

/**
 * @param {MochaRun} run
 * @returns {MochaStats}
 */
export function mochaStats(run) {
  return { ...sumMochaCounts(Object.values(run.files)), ...run };
}

/**
 * @param {string} file written by `runMochaFiles` as its last act
 * @returns {MochaStats | undefined} nothing when the run never came to its end
 */
export function readMochaStats(file) {
  try {
    return mochaStats(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * @param {readonly MochaCounts[]} all
 * @returns {MochaCounts}
 */
export function sumMochaCounts(all) {
  return {
    passes: all.reduce((sum, counts) => sum + counts.passes, 0),
    failures: all.reduce((sum, counts) => sum + counts.failures, 0),
    pending: all.reduce((sum, counts) => sum + counts.pending, 0),
  };
}

/**
 * @param {MochaCounts} counts
 * @returns {string} "3 passed, 1 failed", and how many were skipped if any
 */
export function formatMochaCounts({ passes, failures, pending }) {
  const counts = `${passes} passed, ${failures} failed`;
  return pending > 0 ? `${counts}, ${pending} skipped` : counts;
}
