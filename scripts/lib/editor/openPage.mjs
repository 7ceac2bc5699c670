import path from 'node:path';
import { chromium as playwright } from 'playwright-core';

/**
 * @typedef {object} OpenPage
 * @property {import('playwright-core').Page} page
 * @property {() => Promise<void>} close ends the browser
 */

/**
 * Opens a headless browser with a profile of its own; nothing is loaded yet.
 *
 * @param {object} options
 * @param {import('../../chromium.mjs').Chromium} options.chromium
 * @param {string} options.profile folder for the profile
 * @returns {Promise<OpenPage>}
 */
export async function openPage({ chromium, profile }) {
  const context = await playwright.launchPersistentContext(profile, {
    executablePath: chromium.executable,
    env: { ...process.env, ...chromium.env, XDG_CACHE_HOME: path.join(profile, 'cache') },
    headless: true,
    // The usual effect of these signals is wanted: Chromium ends when its connection closes, and the
    // server's guard removes the rest.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    artifactsDir: path.join(profile, 'artifacts'),
    viewport: { width: 1400, height: 900 },
    locale: 'en-US',
    args: [
      // Root, as in most containers, cannot use Chromium's sandbox; only our own pages are shown.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { page, close: () => context.close() };
}
