// Runs mocha on the files of one suite: node mochaChild.mjs <stats file> <per-test timeout ms> <file>...
import process from 'node:process';
import { runMochaFiles } from './runMochaFiles.mjs';

const LINGER_MS = 10_000;

const [statsFile = '', timeoutMs = '', ...files] = process.argv.slice(2);
const grep = process.env['SWITCHYARD_TEST_GREP'];
const stats = await runMochaFiles({ files, statsFile, timeoutMs: Number(timeoutMs), grep });
process.exitCode = stats.failures > 0 ? 1 : 0;

// Fires only when something still keeps the process alive.
setTimeout(() => {
  const kinds = process.getActiveResourcesInfo().join(', ');
  console.error(`The tests are done, but something they left open keeps running: ${kinds}`);
  process.exit(1);
}, LINGER_MS).unref();
