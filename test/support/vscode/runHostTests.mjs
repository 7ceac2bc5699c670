import path from 'node:path';
import { launchServer, remoteUri } from '../../../scripts/lib/editor/launchServer.mjs';
import { openPage } from '../../../scripts/lib/editor/openPage.mjs';
import { copySample } from '../../../scripts/lib/editor/sampleWorkspace.mjs';
import { testSettings } from '../../../scripts/lib/editor/userSettings.mjs';
import { HostTestReport } from './hostTestReport.mjs';
import { judgeHostRun } from './judgeHostRun.mjs';
import { watchHostTests } from './watchHostTests.mjs';

/**
 * Runs mocha inside the extension host of a VS Code server, with the extension loaded in place.
 *
 * @param {object} options
 * @param {import('../../../scripts/vscodeServer.mjs').VscodeServer} options.vscode
 * @param {import('../../../scripts/chromium.mjs').Chromium} options.chromium
 * @param {string} options.extensionFolder absolute path of the extension under development
 * @param {string} options.testIndex absolute path of a CommonJS file that exports run()
 * @param {Record<string, unknown>} [options.settings] added to the usual ones
 * @param {Record<string, string>} [options.env]
 * @param {number} options.timeoutMs for everything together
 * @param {string} options.screenshotFolder for a picture of the window after a failure
 * @param {(text: string) => void} options.onOutput receives mocha's text
 * @returns {Promise<import('../../../scripts/lib/runMochaSuite.mjs').SuiteResult>}
 */
export async function runHostTests(options) {
  const { vscode, chromium, settings = {}, env = {}, onOutput } = options;
  const report = new HostTestReport(onOutput);
  let server;
  let browser;
  try {
    server = await launchServer({
      vscode,
      settings: { ...testSettings, ...settings },
      env: { ...env, ...report.env },
      isTestDriven: true,
    });
    browser = await openPage({ chromium, profile: server.folders.browser });
    const watch = await watchHostTests(browser.page, server, options.timeoutMs);
    await browser.page.goto(testPageUrl(server, options.extensionFolder, options.testIndex));
    const ending = await watch.ending;
    const result = judgeHostRun(report.readStats(), ending);
    if (result.problem) {
      for (const error of watch.errors) onOutput(`  [window] ${error}\n`);
      const picture = path.join(options.screenshotFolder, 'integration-failed.png');
      await browser.page.screenshot({ path: picture }).catch(() => {});
    }
    return result;
  } finally {
    await browser?.close();
    await server?.close();
    report.dispose();
  }
}

/**
 * @param {import('../../../scripts/lib/editor/launchServer.mjs').RunningServer} server
 * @param {string} extensionFolder
 * @param {string} testIndex
 */
function testPageUrl(server, extensionFolder, testIndex) {
  return server.pageUrl({
    workspace: copySample(server.folders.workspaces),
    payload: {
      logLevel: 'error',
      extensionDevelopmentPath: remoteUri(server, extensionFolder),
      extensionTestsPath: remoteUri(server, testIndex),
      enableProposedApi: '',
    },
  });
}
