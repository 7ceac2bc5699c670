import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ExplainedError } from './explainedError.mjs';
import { step } from './progress.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';
import { runProcess } from './runProcess.mjs';

/**
 * Packs the extension as a user would install it.
 *
 * @param {string} file absolute path of the .vsix to write
 */
export async function packageExtension(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const ignoreFile = writeIgnoreFile(path.dirname(file));
  const vsce = path.join(repositoryRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const target = `${process.platform}-${process.arch}`;
  // The README's pictures are looked for beside it: there is no published repository to point at.
  const local = ['--no-rewrite-relative-links', '--allow-missing-repository'];
  const args = [vsce, 'package', '--target', target, ...local, '--ignoreFile', ignoreFile];
  args.push('--out', file);
  await step('Packing the extension', async () => {
    const { code, output } = await runProcess(process.execPath, args, { cwd: repositoryRoot });
    if (code !== 0)
      throw new ExplainedError(`vsce could not pack the extension:\n${output.trim()}`);
  });
}

/**
 * Completes the allow-list with the llama.cpp binaries of this platform: the CPU's, and those of GPU backends that
 * `npm run setup:gpu` has added.
 *
 * @param {string} folder for the list, which vsce reads from a file
 * @returns {string}
 */
function writeIgnoreFile(folder) {
  const platform = { win32: 'win', darwin: 'mac' }[process.platform] ?? process.platform;
  const allowList = fs.readFileSync(path.join(repositoryRoot, '.vscodeignore'), 'utf8');
  const file = path.join(folder, 'vscodeignore');
  const binaries = `!node_modules/@node-llama-cpp/${platform}-${process.arch}*/**`;
  fs.writeFileSync(file, `${allowList}${binaries}\n`);
  return file;
}
