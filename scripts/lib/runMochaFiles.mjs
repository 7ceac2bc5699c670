import fs from 'node:fs';
import process from 'node:process';

/**
 * Runs mocha on files and writes its counts when it is done, so that whoever started this process
 * can tell a finished run from one that died: an exit code alone cannot.
 *
 * @param {object} options
 * @param {readonly string[]} options.files absolute paths
 * @param {string} options.statsFile receives {@link import('./mochaStats.mjs').MochaStats}
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
    slow: timeoutMs,
    forbidOnly: Boolean(process.env['CI']),
    ...(grep ? { grep } : {}),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const runner = await new Promise((resolve) => {
    const started = mocha.run(() => resolve(started));
  });
  const { passes, failures, pending } = runner.stats;
  fs.writeFileSync(statsFile, JSON.stringify({ passes, failures, pending }));
  return { passes, failures, pending };
}
