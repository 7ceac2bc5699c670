import fs from 'node:fs';
import path from 'node:path';

/**
 * @param {string} folder
 * @param {string} ending
 * @returns {string[]} absolute paths of all files below whose names end so, sorted; empty when
 *   there is no such folder
 */
export function filesUnder(folder, ending) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.join(folder, name));
}
