import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { filesUnder } from './filesUnder.mjs';
import { noMochaStats, readMochaStats } from './mochaStats.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';
import { runProcess } from './runProcess.mjs';

const CHILD = path.join(repositoryRoot, 'scripts', 'lib', 'mochaChild.mjs');

/**
 * @typedef {object} SuiteResult
 * @property {import('./mochaStats.mjs').MochaStats} stats `noMochaStats` when the run did not finish
 * @property {string | undefined} problem why the suite failed even if no test did
 */

/**
 * Runs the bundled tests of a folder in a Node process of their own, their output going to this
 * terminal.
 *
 * @param {object} options
 * @param {string} options.folder absolute path of the bundles (*.test.mjs)
 * @param {readonly string[]} [options.files] only these of them
 * @param {number} options.timeoutMs per test
 * @param {NodeJS.ProcessEnv} [options.env] more variables
 * @param {string} [options.node] path of another Node than this one
 * @returns {Promise<SuiteResult>}
 */
export async function runMochaSuite({
  folder,
  files = filesUnder(folder, '.test.mjs'),
  timeoutMs,
  env = {},
  node = process.execPath,
}) {
  if (files.length === 0) {
    return { stats: noMochaStats, problem: `there are no tests in ${folder}` };
  }
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'switchyard-report-'));
  try {
    const statsFile = path.join(reports, 'stats.json');
    const args = ['--enable-source-maps', CHILD, statsFile, String(timeoutMs), ...files];
    const { code, output } = await runProcess(node, args, {
      cwd: repositoryRoot,
      env: { ...process.env, ...env },
      show: true,
    });
    const stats = readMochaStats(statsFile);
    if (!stats) {
      const problem = `mocha did not finish (exit code ${code}) ${output}`;
      return { stats: noMochaStats, problem };
    }
    return { stats, problem: describeProblem(stats, code) };
  } finally {
    fs.rmSync(reports, { recursive: true, force: true });
  }
}

/**
 * @param {import('./mochaStats.mjs').MochaCounts} stats
 * @param {number} code
 * @returns {string | undefined}
 */
function describeProblem(stats, code) {
  if (stats.failures > 0) return `${stats.failures} failed`;
  if (stats.passes === 0) return 'no test ran';
  return code === 0 ? undefined : `exit code ${code} although no test failed`;
}
