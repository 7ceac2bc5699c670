import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ExplainedError } from '../explainedError.mjs';
import { repositoryRoot } from '../repositoryRoot.mjs';
import { runProcess } from '../runProcess.mjs';

/**
 * Builds the product's bundles as a user gets them: minified, without source maps.
 *
 * @param {string} folder absolute; receives what a development build has in dist/
 * @returns {Promise<string[]>} files that went into them, relative to the repository
 */
export async function buildBundles(folder) {
  const metafile = `${folder}.inputs.json`;
  const args = ['--production', '--only', 'product', '--to', folder, '--inputs', metafile];
  const { code, output } = await runProcess(process.execPath, ['esbuild.mjs', ...args], {
    cwd: repositoryRoot,
  });
  if (code !== 0) throw new ExplainedError(`The bundles could not be built:\n${output.trim()}`);
  const inputs = JSON.parse(fs.readFileSync(metafile, 'utf8'));
  fs.rmSync(metafile);
  return inputs.map((/** @type {string} */ file) => file.split(path.sep).join('/'));
}
