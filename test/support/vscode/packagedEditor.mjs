import path from 'node:path';
import process from 'node:process';
import { ensureChromium } from '../../../scripts/chromium.mjs';
import { openWorkbench } from '../../../scripts/lib/editor/openWorkbench.mjs';
import { testSettings } from '../../../scripts/lib/editor/userSettings.mjs';
import { repositoryRoot } from '../../../scripts/lib/repositoryRoot.mjs';
import { sampleModelSettings } from '../../../scripts/lib/sampleModel.mjs';
import { ensureVscodeServer } from '../../../scripts/vscodeServer.mjs';

/** Where the UI tests keep their pictures. */
export const screenshotFolder = path.join(repositoryRoot, 'out', 'screenshots');

/**
 * Opens the sample workspace in an editor into which the packaged extension was installed, as a
 * user would have it.
 *
 * @param {Record<string, unknown>} [settings] added to the usual ones
 * @param {Pick<import('../../../scripts/lib/editor/launchServer.mjs').LaunchOptions,
 *   'builtIns' | 'userFiles'>} [more]
 * @returns {Promise<import('../../../scripts/lib/editor/openWorkbench.mjs').OpenWorkbench>}
 */
export async function openPackagedEditor(settings = {}, more = {}) {
  const vsix = process.env['SWITCHYARD_VSIX'];
  if (!vsix) throw new Error('SWITCHYARD_VSIX is not set: run these tests with npm test');
  return openWorkbench({
    vscode: await ensureVscodeServer('main'),
    chromium: await ensureChromium(),
    settings: { ...testSettings, ...sampleModelSettings(), ...settings },
    vsix,
    recordRequests: true,
    screenshotFolder,
    ...more,
  });
}
