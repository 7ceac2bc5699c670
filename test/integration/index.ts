import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { runMochaFiles } from '../../scripts/lib/runMochaFiles.mjs';

/** Nothing is measured by it: a slow machine may load a model within it and answer a question. */
const testTimeoutMs = 300_000;

/**
 * Runs the suites of this folder, or those that SWITCHYARD_TEST_FILES names, inside the extension host; VS Code calls it. It rejects when a
 * test failed, and leaves mocha's counts in the file that SWITCHYARD_TEST_STATS names.
 */
export async function run(): Promise<void> {
  const stats = await runMochaFiles({
    files: process.env['SWITCHYARD_TEST_FILES']?.split(path.delimiter) ?? allFiles(),
    statsFile: requireVariable('SWITCHYARD_TEST_STATS'),
    timeoutMs: testTimeoutMs,
    grep: process.env['SWITCHYARD_TEST_GREP'],
    print: printTo(requireVariable('SWITCHYARD_TEST_OUTPUT')),
  });
  if (stats.failures > 0) throw new Error(`${stats.failures} of the tests failed`);
}

function allFiles(): string[] {
  return readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(__dirname, name));
}

/** Mocha's text goes to a file: the extension host's console reaches nobody in a test run. */
function printTo(file: string): (...text: unknown[]) => void {
  return (...text) => {
    appendFileSync(file, `${format(...text)}\n`);
  };
}

function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with npm test`);
  return value;
}
