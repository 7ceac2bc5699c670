import { launchServer, remoteUri } from './launchServer.mjs';
import { openPage } from './openPage.mjs';
import { copySample } from './sampleWorkspace.mjs';
import { Workbench } from './workbench.mjs';

/**
 * @typedef {object} OpenWorkbench
 * @property {Workbench} workbench
 * @property {string} workspace absolute path of the open folder
 * @property {import('./launchServer.mjs').RunningServer} server
 * @property {() => Promise<void>} close ends browser and server
 */

/**
 * Starts an editor and shows it in a headless browser.
 *
 * @param {import('./launchServer.mjs').LaunchOptions & {
 *   chromium: import('../../chromium.mjs').Chromium,
 *   workspace?: string,
 *   openFile?: string,
 *   payload?: Record<string, string>,
 *   developmentExtension?: string,
 *   screenshotFolder?: string,
 * }} options `workspace` is an absolute path, by default that of a fresh copy of the sample
 *   workspace; `openFile` is relative to it;
 *   `developmentExtension` is the folder of an extension that is not installed
 * @returns {Promise<OpenWorkbench>}
 */
export async function openWorkbench(options) {
  const { chromium, openFile, payload = {}, developmentExtension, screenshotFolder } = options;
  const server = await launchServer(options);
  try {
    const workspace = options.workspace ?? copySample(server.folders.workspaces);
    const browser = await openPage({ chromium, profile: server.folders.browser });
    const opened = openFile ? { openFile: remoteUri(server, `${workspace}/${openFile}`) } : {};
    const developed = developmentExtension
      ? { extensionDevelopmentPath: remoteUri(server, developmentExtension) }
      : {};
    await browser.page.goto(
      server.pageUrl({
        workspace,
        payload: { logLevel: 'error', ...opened, ...developed, ...payload },
      }),
    );
    const close = async () => {
      await browser.close();
      await server.close();
    };
    return { workbench: new Workbench(browser.page, screenshotFolder), workspace, server, close };
  } catch (error) {
    await server.close();
    throw error;
  }
}
