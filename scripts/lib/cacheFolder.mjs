import os from 'node:os';
import path from 'node:path';

/**
 * Folder for what the scripts install outside the repository (VS Code server, Node, Chromium).
 * `SWITCHYARD_CACHE` names it; otherwise the platform's cache folder is used.
 *
 * @returns {string} absolute path; it need not exist yet
 */
export function cacheFolder() {
  const { SWITCHYARD_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (SWITCHYARD_CACHE) return path.resolve(SWITCHYARD_CACHE);
  if (XDG_CACHE_HOME) return path.join(XDG_CACHE_HOME, 'switchyard');
  if (process.platform === 'win32' && LOCALAPPDATA) {
    return path.join(LOCALAPPDATA, 'switchyard', 'Cache');
  }
  if (process.platform === 'darwin') {
    return path.join(os.homedir(), 'Library', 'Caches', 'switchyard');
  }
  return path.join(os.homedir(), '.cache', 'switchyard');
}
