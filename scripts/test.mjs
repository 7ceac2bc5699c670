import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { errorText } from './lib/errorText.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { formatMochaStats, sumMochaStats } from './lib/mochaStats.mjs';
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

/** @param {import('./lib/suites.mjs').Suite} suite */
async function runSuite({ name, about, run }) {
  say(`Suite "${name}": ${about}`);
  try {
    return { name, ...(await run()) };
  } catch (error) {
    if (!(error instanceof ExplainedError)) console.error(error);
    return { name, stats: { passes: 0, failures: 0, pending: 0 }, problem: errorText(error) };
  }
}

await runMain(async () => {
  const chosen = chooseSuites();
  await ensureDependencies();
  await runNpmScript('build');
  const results = [];
  for (const suite of chosen) results.push(await runSuite(suite));
  console.log();
  for (const { name, stats, problem } of results) {
    console.log(`${name}: ${formatMochaStats(stats)}${problem ? ` (failed: ${problem})` : ''}`);
  }
  const total = sumMochaStats(results.map(({ stats }) => stats));
  // A suite that broke down without a failing test counts as one failure: the last line must not
  // look like a success.
  const broken = results.filter(({ stats, problem }) => problem && stats.failures === 0).length;
  console.log(formatMochaStats({ ...total, failures: total.failures + broken }));
  return results.some(({ problem }) => problem) ? 1 : 0;
});
