import fs from 'node:fs';
import process from 'node:process';
import { mochaStats } from './mochaStats.mjs';

const SLOW_MS = 10_000;

/**
 * Runs mocha on files and writes what it did when it is done, so that whoever started this process
 * can tell a finished run from one that died: an exit code alone cannot.
 *
 * @param {object} options
 * @param {readonly string[]} options.files absolute paths
 * @param {string} options.statsFile receives {@link import('./mochaStats.mjs').MochaRun}
 * @param {number} options.timeoutMs per test
 * @param {string | undefined} [options.grep] only tests whose full title matches this pattern
 * @param {(...text: unknown[]) => void} [options.print] in the place of console.log
 * @returns {Promise<import('./mochaStats.mjs').MochaStats>}
 */
export async function runMochaFiles({ files, statsFile, timeoutMs, grep, print }) {
  const { default: Mocha } = await import('mocha');
  if (print) Mocha.reporters.Base.consoleLog = print;
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    color: !print && process.stdout.isTTY,
    timeout: timeoutMs,
    slow: SLOW_MS,
    forbidOnly: Boolean(process.env['CI']),
    ...(grep ? { grep } : {}),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const run = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(recorded));
    const recorded = recordRun(runner);
  });
  fs.writeFileSync(statsFile, JSON.stringify(run));
  return mochaStats(run);
}

/**
 * @param {import('mocha').Runner} runner
 * @returns {import('./mochaStats.mjs').MochaRun} filled while the tests run
 */
function recordRun(runner) {
  /** @type {Record<string, import('./mochaStats.mjs').MochaCounts>} */
  const files = {};
  /** @type {import('./mochaStats.mjs').FailedTest[]} */
  const failed = [];
  const countsOf = (/** @type {import('mocha').Runnable} */ { file = '' }) =>
    (files[file] ??= { passes: 0, failures: 0, pending: 0 });
  runner.on('pass', (test) => countsOf(test).passes++);
  runner.on('pending', (test) => countsOf(test).pending++);
  runner.on('fail', (test, error) => {
    countsOf(test).failures++;
    const [message = ''] = String(error?.message ?? error).split('\n');
    failed.push({ title: test.fullTitle(), file: test.file ?? '', message });
  });
  return { files, failed };
}
