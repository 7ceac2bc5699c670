import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { runMain } from './lib/explainedError.mjs';
import { packageExtension, thisTarget } from './lib/packageExtension.mjs';
import { repositoryRoot } from './lib/repositoryRoot.mjs';

// Packs the extension for one platform: npm run package [-- --target NAME] [--out FILE]
await runMain(async () => {
  const { values } = parseArgs({
    options: { target: { type: 'string', default: thisTarget }, out: { type: 'string' } },
  });
  await ensureDependencies();
  const file = path.resolve(repositoryRoot, values.out ?? defaultName(values.target));
  await packageExtension(file, values.target);
  console.log(file);
});

/** @param {string} target */
function defaultName(target) {
  const manifest = fs.readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8');
  return `switchyard-${target}-${JSON.parse(manifest).version}.vsix`;
}
