import path from 'node:path';
import { copySample } from '../../../scripts/lib/editor/sampleWorkspace.mjs';
import { HostTestReport } from './hostTestReport.mjs';
import { judgeHostRun } from './judgeHostRun.mjs';
import { runInHost } from './runInHost.mjs';

/**
 * Runs mocha inside the extension host of a VS Code server, on a copy of the sample workspace.
 *
 * @param {Omit<import('./runInHost.mjs').HostRun, 'workspace'> & {
 *   screenshotFolder: string,
 *   onOutput: (text: string) => void,
 * }} options `screenshotFolder` for a picture of the window after a failure, `onOutput` receives
 *   mocha's text
 * @returns {Promise<import('../../../scripts/lib/runMochaSuite.mjs').SuiteResult>}
 */
export async function runHostTests({ screenshotFolder, onOutput, ...options }) {
  const report = new HostTestReport(onOutput);
  try {
    const ending = await runInHost(
      { ...options, workspace: copySample, env: { ...options.env, ...report.env } },
      async (ended, errors, picture) => {
        if (!judgeHostRun(report.readStats(), ended).problem) return;
        for (const error of errors) onOutput(`  [window] ${error}\n`);
        await picture(path.join(screenshotFolder, 'integration-failed.png'));
      },
    );
    return judgeHostRun(report.readStats(), ending);
  } finally {
    report.dispose();
  }
}
