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
  const vsce = path.join(repositoryRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const target = `${process.platform}-${process.arch}`;
  const args = [vsce, 'package', '--target', target, '--out', file];
  await step('Packing the extension', async () => {
    const { code, output } = await runProcess(process.execPath, args, { cwd: repositoryRoot });
    if (code !== 0)
      throw new ExplainedError(`vsce could not pack the extension:\n${output.trim()}`);
  });
}
