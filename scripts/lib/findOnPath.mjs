import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * @param {readonly string[]} names programs in order of preference, without extension
 * @returns {string | undefined} absolute path of the first one on the PATH
 */
export function findOnPath(names) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const file = path.join(folder, name + ending);
        if (isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {boolean} whether it is a file that this user may run
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
