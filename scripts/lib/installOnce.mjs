import fs from 'node:fs/promises';
import path from 'node:path';
import { exclusively } from './exclusively.mjs';
import { step } from './progress.mjs';

const STAMP = '.complete';

/**
 * Makes sure that `folder` holds version `version` of something. A new one is filled beside it and
 * renamed into place with its stamp inside, so an interrupted installation is never mistaken for a
 * finished one.
 *
 * @param {object} options
 * @param {string} options.folder
 * @param {string} options.version changes whenever the content should
 * @param {string} options.label in the form "Installing X"
 * @param {(partialFolder: string) => Promise<void>} options.fill
 * @returns {Promise<string>} the folder
 */
export async function installOnce({ folder, version, label, fill }) {
  if (await isComplete(folder, version)) return folder;
  await exclusively(`${folder}.lock`, label.replace(/^\w+ /, ''), async () => {
    if (await isComplete(folder, version)) return;
    await removeLeftovers(folder);
    const partial = `${folder}.partial-${process.pid}`;
    await fs.mkdir(partial);
    try {
      await step(label, () => fill(partial));
      await fs.writeFile(path.join(partial, STAMP), version);
      await fs.rm(folder, { recursive: true, force: true });
      await fs.rename(partial, folder);
    } finally {
      await fs.rm(partial, { recursive: true, force: true });
    }
  });
  return folder;
}

/**
 * @param {string} folder
 * @param {string} version
 */
async function isComplete(folder, version) {
  try {
    return (await fs.readFile(path.join(folder, STAMP), 'utf8')) === version;
  } catch {
    return false;
  }
}

/** @param {string} folder */
async function removeLeftovers(folder) {
  const { dir, base } = path.parse(folder);
  for (const name of await fs.readdir(dir)) {
    if (name.startsWith(`${base}.partial-`)) {
      await fs.rm(path.join(dir, name), { recursive: true, force: true });
    }
  }
}
