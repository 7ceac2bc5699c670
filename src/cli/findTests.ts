import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isTestPath } from '../features/edits/core/testPath.js';

const maxFolders = 2_000;
const skipped = /^(?:\.|node_modules$|dist$|out$|build$|target$|vendor$|__pycache__$)/;

/** The test files of a folder's tree with an extension, as paths relative to it with `/`. */
export async function findTests(root: string, extension: string): Promise<string[]> {
  const tests: string[] = [];
  const open = [''];
  for (let folders = 0; folders < maxFolders; folders++) {
    const folder = open.shift();
    if (folder === undefined) break;
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (skipped.test(entry.name)) continue;
      const each = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) open.push(each);
      else if (entry.name.endsWith(extension) && isTestPath(each)) tests.push(each);
    }
  }
  return tests;
}
