import { setTimeout as delay } from 'node:timers/promises';

/** What every run of this VS Code logs as an error and a test cannot do anything about. */
const NOISE = /Service Worker|authentication provider|DefaultAccount|AgentHost|%cGET|_static|404/;

/**
 * Prepares a page, before it loads a workbench with extensionTestsPath, to notice how the tests
 * end. The two global functions are VS Code's: it calls them when its test driver is on.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('../../../scripts/lib/editor/launchServer.mjs').RunningServer} server
 * @param {number} timeoutMs counted from now
 * @returns {Promise<{ ending: Promise<string>, errors: string[] }>} `ending` never rejects;
 *   `errors` grows with what the window logs
 */
export async function watchHostTests(page, server, timeoutMs) {
  /** @type {string[]} */
  const errors = [];
  /** @type {(ending: string) => void} */
  let end = () => {};
  const ended = new Promise((resolve) => (end = resolve));
  page.on('crash', () => end('the page crashed'));
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      const text = args.map(String).join(' ').slice(0, 500);
      if (type === 'error' && !NOISE.test(text)) errors.push(text);
    },
  );
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
    end(`VS Code reported exit code ${code}`);
  });
  const abort = new AbortController();
  const ending = Promise.race([
    ended,
    server.ended.then((reason) => `the server ended: ${reason}`),
    delay(timeoutMs, `no end after ${timeoutMs / 1000} s`, { signal: abort.signal }),
  ]).finally(() => abort.abort());
  return { ending, errors };
}
