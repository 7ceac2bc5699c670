import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { unpackNpmPackage } from './lib/npmArchive.mjs';
import { llamaBinaries } from './lib/package/llamaBinaries.mjs';
import { say, step } from './lib/progress.mjs';
import { repositoryRoot } from './lib/repositoryRoot.mjs';

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
  const name = `${platform}-${process.arch}-${backend}`;
  const pinned = llamaBinaries[/** @type {keyof typeof llamaBinaries} */ (name)];
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
