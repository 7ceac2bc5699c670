import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the repository. Searched upwards, because the tests' bundles in out/ contain
 * this module too.
 */
export const repositoryRoot = findUpwards(path.dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} folder
 * @returns {string}
 */
function findUpwards(folder) {
  if (existsSync(path.join(folder, 'package-lock.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder)
    throw new Error('These scripts run inside the Switchyard repository only.');
  return findUpwards(parent);
}
