import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { cacheFolder } from './cacheFolder.mjs';
import { ExplainedError } from './explainedError.mjs';
import { installOnce } from './installOnce.mjs';
import { unpackNpmPackage } from './npmArchive.mjs';
import { nodePackages } from './vscodeFlavours.mjs';

/**
 * @param {22 | 24} major
 * @returns {Promise<string>} path of a Node.js executable of that major version: the pinned one
 *   where the registry has it for this platform, else the one that runs this script if it fits
 */
export async function ensureNode(major) {
  const platform = `${process.platform}-${process.arch}`;
  const pinned = nodePackages[major][platform];
  if (!pinned) {
    if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
    throw new ExplainedError(
      `This VS Code needs Node.js ${major}, which the npm registry does not offer for ${platform}. ` +
        `Install Node.js ${major} and run the command with it.`,
    );
  }
  const folder = await installOnce({
    folder: path.join(cacheFolder(), `node-${major}`),
    version: `${pinned.name}@${pinned.version}`,
    label: `Installing Node.js ${pinned.version} for the editor (about 50 MB)`,
    fill: async (partial) => {
      const unpacked = await unpackNpmPackage(pinned, ['bin/node'], partial);
      await fs.rename(path.join(unpacked, 'bin'), path.join(partial, 'bin'));
      await fs.rm(unpacked, { recursive: true });
    },
  });
  return path.join(folder, 'bin', 'node');
}
