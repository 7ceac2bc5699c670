import fs from 'node:fs';

/**
 * @typedef {object} MochaStats what a finished mocha run counted
 * @property {number} passes
 * @property {number} failures
 * @property {number} pending
 */

/**
 * @param {string} file written by {@link runMochaFiles} as its last act
 * @returns {MochaStats | undefined} nothing when the run never came to its end
 */
export function readMochaStats(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {readonly MochaStats[]} all
 * @returns {MochaStats}
 */
export function sumMochaStats(all) {
  return {
    passes: all.reduce((sum, stats) => sum + stats.passes, 0),
    failures: all.reduce((sum, stats) => sum + stats.failures, 0),
    pending: all.reduce((sum, stats) => sum + stats.pending, 0),
  };
}

/**
 * @param {MochaStats} stats
 * @returns {string} "3 passed, 1 failed", and how many were skipped if any
 */
export function formatMochaStats({ passes, failures, pending }) {
  const counts = `${passes} passed, ${failures} failed`;
  return pending > 0 ? `${counts}, ${pending} skipped` : counts;
}
