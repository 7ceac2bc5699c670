import fs from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';

/**
 * Copies the sample workspace, so that nothing that is done in it touches the repository. A copy
 * that is there already gets its files back.
 *
 * @param {string} parent existing folder
 * @returns {string} absolute path of the copy
 */
export function copySample(parent) {
  const copy = path.join(parent, 'corner-shop');
  fs.cpSync(path.join(repositoryRoot, 'test', 'fixtures', 'workspace'), copy, { recursive: true });
  return copy;
}
