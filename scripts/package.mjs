import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { runMain } from './lib/explainedError.mjs';
import { packageExtension } from './lib/packageExtension.mjs';
import { repositoryRoot } from './lib/repositoryRoot.mjs';

// Packs the extension for this platform: npm run package [-- --out FILE]
await runMain(async () => {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'switchyard.vsix' } },
  });
  await ensureDependencies();
  const file = path.resolve(repositoryRoot, values.out);
  await packageExtension(file);
  console.log(file);
});
