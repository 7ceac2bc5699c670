import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { errorText } from './lib/errorText.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { formatMochaCounts, noMochaStats, sumMochaCounts } from './lib/mochaStats.mjs';
import { runNpmScript } from './lib/npmScript.mjs';
import { say } from './lib/progress.mjs';
import { suites } from './lib/suites.mjs';

/**
 * @returns {import('./lib/suites.mjs').Suite[]} those named by --only, in their usual order
 */
function chooseSuites() {
  const names = suites.map(({ name }) => name);
  const { values } = parseArgs({ options: { only: { type: 'string', default: names.join(',') } } });
  const wanted = values.only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ExplainedError(
      `There is no suite "${unknown.join('", "')}": use ${names.join(', ')}.`,
    );
  }
  return suites.filter(({ name }) => wanted.includes(name));
}

/**
 * @typedef {import('./lib/secondTry.mjs').TriedResult & { name: string }} NamedResult
 *
 * @param {import('./lib/suites.mjs').Suite} suite
 * @returns {Promise<NamedResult>}
 */
async function runSuite({ name, about, run }) {
  say(`Suite "${name}": ${about}`);
  try {
    return { name, ...(await run()) };
  } catch (error) {
    if (!(error instanceof ExplainedError)) console.error(error);
    return { name, stats: noMochaStats, problem: errorText(error) };
  }
}

/**
 * Names the tests that failed, and those that did only at first: whoever reads no more than the end should know.
 *
 * @param {readonly NamedResult[]} results
 */
function printFailures(results) {
  for (const { name, stats, again = [] } of results) {
    for (const { title, message } of stats.failed) console.log(`✖ ${name}: ${title}: ${message}`);
    const titles = stats.failed.map(({ title }) => title);
    const passed = again.filter(({ title }) => !titles.includes(title));
    for (const { title, message } of passed) {
      console.log(`! ${name}: passed at the second try: ${title} (${message})`);
    }
  }
}

await runMain(async () => {
  const chosen = chooseSuites();
  await ensureDependencies();
  await runNpmScript('build');
  const results = [];
  for (const suite of chosen) results.push(await runSuite(suite));
  console.log();
  printFailures(results);
  for (const { name, stats, problem } of results) {
    console.log(`${name}: ${formatMochaCounts(stats)}${problem ? ` (failed: ${problem})` : ''}`);
  }
  const total = sumMochaCounts(results.map(({ stats }) => stats));
  // A suite that broke down without a failing test counts as one failure: the last line must not
  // look like a success.
  const broken = results.filter(({ stats, problem }) => problem && stats.failures === 0).length;
  console.log(formatMochaCounts({ ...total, failures: total.failures + broken }));
  return results.some(({ problem }) => problem) ? 1 : 0;
});
