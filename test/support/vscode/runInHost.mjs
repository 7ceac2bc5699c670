import path from 'node:path';
import { launchServer, remoteUri } from '../../../scripts/lib/editor/launchServer.mjs';
import { openPage } from '../../../scripts/lib/editor/openPage.mjs';
import { testSettings } from '../../../scripts/lib/editor/userSettings.mjs';
import { watchHostTests } from './watchHostTests.mjs';

/**
 * @typedef {object} HostRun
 * @property {import('../../../scripts/vscodeServer.mjs').VscodeServer} vscode
 * @property {import('../../../scripts/chromium.mjs').Chromium} chromium
 * @property {string} extensionFolder absolute path of the extension under development
 * @property {string} testIndex absolute path of a CommonJS file that exports run()
 * @property {(parent: string) => string | Promise<string>} workspace makes the folder to open, within
 *   a folder that is thrown away with the editor; returns its absolute path
 * @property {Record<string, unknown>} [settings] added to the usual ones
 * @property {Record<string, string>} [env]
 * @property {number} timeoutMs for everything together
 */

/**
 * Runs a module inside the extension host of a VS Code server, with the extension loaded in place.
 *
 * @param {HostRun} run
 * @param {(ending: string, errors: readonly string[], picture: (file: string) => Promise<void>) =>
 *   Promise<void>} [onEnd] while the window is still there: what the window logged, and a way to
 *   draw it
 * @returns {Promise<string>} how it came to its end
 */
export async function runInHost(run, onEnd) {
  const { vscode, chromium, settings = {}, env = {} } = run;
  let server;
  let browser;
  try {
    server = await launchServer({
      vscode,
      settings: { ...testSettings, ...settings },
      env,
      isTestDriven: true,
    });
    browser = await openPage({ chromium, profile: server.folders.browser });
    const { page } = browser;
    const watch = await watchHostTests(page, server, run.timeoutMs);
    await page.goto(
      server.pageUrl({
        workspace: await run.workspace(server.folders.workspaces),
        payload: {
          logLevel: 'error',
          extensionDevelopmentPath: remoteUri(server, run.extensionFolder),
          extensionTestsPath: remoteUri(server, path.resolve(run.testIndex)),
          enableProposedApi: '',
        },
      }),
    );
    const ending = await watch.ending;
    await onEnd?.(ending, watch.errors, async (file) => {
      await page.screenshot({ path: file }).catch(() => {});
    });
    return ending;
  } finally {
    await browser?.close();
    await server?.close();
  }
}
