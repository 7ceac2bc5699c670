import { spawn } from 'node:child_process';
import process from 'node:process';
import { findOnPath } from './findOnPath.mjs';

/**
 * Opens an address in the user's default browser, if there is a desktop to show it on.
 *
 * @param {string} url
 * @returns {boolean} whether a browser was asked
 */
export function openInBrowser(url) {
  const opener = findOpener();
  if (!opener) return false;
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
  return true;
}

/** @returns {string | undefined} */
function findOpener() {
  if (process.platform === 'darwin') return findOnPath(['open']);
  return hasDisplay() ? findOnPath(['xdg-open']) : undefined;
}

/** @returns {boolean} whether a window can be shown */
export function hasDisplay() {
  if (process.platform !== 'linux') return !process.env['SSH_CONNECTION'];
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}
