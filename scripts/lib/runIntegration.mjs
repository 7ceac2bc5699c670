import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runHostTests } from '../../test/support/vscode/runHostTests.mjs';
import { ensureChromium } from '../chromium.mjs';
import { ensureVscodeServer } from '../vscodeServer.mjs';
import { say } from './progress.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';
import { sampleModelSettings } from './sampleModel.mjs';

/** The tests' own limits come before; here it matters only when nothing is heard of them any more. */
const TIMEOUT_MS = 1_800_000;

/**
 * Runs test/integration in the extension host of one of the pinned VS Code versions.
 *
 * @param {import('./vscodeFlavours.mjs').FlavourName} flavour
 * @param {readonly string[]} [files] absolute paths of bundles, instead of all
 * @returns {Promise<import('./runMochaSuite.mjs').SuiteResult>}
 */
export async function runIntegration(flavour, files) {
  const vscode = await ensureVscodeServer(flavour);
  const chromium = await ensureChromium();
  const screenshotFolder = path.join(repositoryRoot, 'out', 'screenshots');
  fs.mkdirSync(screenshotFolder, { recursive: true });
  say(`Integration tests in VS Code ${vscode.vscodeVersion} (server, Node.js extension host)`);
  return runHostTests({
    vscode,
    chromium,
    extensionFolder: repositoryRoot,
    testIndex: path.join(repositoryRoot, 'out', 'test', 'integration', 'index.js'),
    settings: sampleModelSettings(),
    env: files ? { SWITCHYARD_TEST_FILES: files.join(path.delimiter) } : {},
    timeoutMs: TIMEOUT_MS,
    screenshotFolder,
    onOutput: (text) => process.stdout.write(text),
  });
}
