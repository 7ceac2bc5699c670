import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { unpackNpmPackage } from './lib/npmArchive.mjs';
import { say, step } from './lib/progress.mjs';
import { repositoryRoot } from './lib/repositoryRoot.mjs';

/**
 * llama.cpp's GPU binaries as node-llama-cpp publishes them. A plain installation leaves them out (600 MB for all
 * platforms); their version is node-llama-cpp's own.
 *
 * @type {Record<string, import('./lib/npmArchive.mjs').PinnedPackage>}
 */
const packages = {
  'linux-x64-vulkan': {
    name: '@node-llama-cpp/linux-x64-vulkan',
    version: '3.21.1',
    integrity:
      'sha512-flEeSzONQ6OIm5bYKLQf4eEnBzcC5WugFbyPUwkCqyyOFZ8pH0H9ulQ7ZNDLSIczeKneMRJornlyY1Hq7d3GDA==',
  },
  'linux-x64-cuda': {
    name: '@node-llama-cpp/linux-x64-cuda',
    version: '3.21.1',
    integrity:
      'sha512-idsE55VoD/FbvLhnBC9krUJaUoC0XnebseAAnCpm/brKf61HEbu+idgbb5eN6mxkjLSrHtILprJ0nDcUJjVrFg==',
  },
  'win-x64-vulkan': {
    name: '@node-llama-cpp/win-x64-vulkan',
    version: '3.21.1',
    integrity:
      'sha512-HJ237Azh5m4Sz+w3A1IU/fYLaSDOocskcfn2ILTgqTuuORCB86EMnu3Yt/XsNhRHTtEiwz1Q/E0mO4PLIbZLAA==',
  },
  'win-x64-cuda': {
    name: '@node-llama-cpp/win-x64-cuda',
    version: '3.21.1',
    integrity:
      'sha512-PLz70neFEMkQTlmJqG1ujUtCSgHasLPMxQ9rLkqQVmZYAXqkRj+45TIHCjdn3XqUeaoun0vrO9rRaxZ8NVq9jg==',
  },
};

const platforms = { linux: 'linux', win32: 'win' };

/** `npm run setup:gpu [-- --cuda]`: Vulkan always, CUDA on request. The engine tests each before it uses it. */
async function main() {
  const { values } = parseArgs({ options: { cuda: { type: 'boolean', default: false } } });
  if (process.platform === 'darwin') {
    say('Metal comes with the plain installation; there is nothing to add.');
    return;
  }
  await ensureDependencies();
  for (const backend of values.cuda ? ['vulkan', 'cuda'] : ['vulkan']) await install(backend);
  say('Done. Restart the engine (Switchyard: Restart Engine); it tests the new backend first.');
}

/** @param {string} backend */
async function install(backend) {
  const platform = platforms[/** @type {keyof typeof platforms} */ (process.platform)];
  const pinned = packages[`${platform}-${process.arch}-${backend}`];
  if (!pinned) {
    throw new ExplainedError(
      `There are no ${backend} binaries for ${process.platform}-${process.arch}; the CPU is used.`,
    );
  }
  const folder = path.join(repositoryRoot, 'node_modules', pinned.name);
  if (existsSync(path.join(folder, 'package.json'))) {
    say(`${pinned.name} is already there.`);
    return;
  }
  await step(`Installing ${pinned.name} ${pinned.version}`, async () => {
    const partial = await fs.mkdtemp(path.join(path.dirname(folder), '.partial-'));
    try {
      const unpacked = await unpackNpmPackage(pinned, ['.'], partial);
      await fs.rename(unpacked, folder);
    } finally {
      await fs.rm(partial, { recursive: true, force: true });
    }
  });
}

await runMain(main);
