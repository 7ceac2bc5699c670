import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ExplainedError } from './explainedError.mjs';
import { packageTargets } from './package/packageTargets.mjs';
import { reportSize } from './package/sizeReport.mjs';
import { stageExtension } from './package/stageExtension.mjs';
import { readZipDirectory } from './package/zipDirectory.mjs';
import { say, step } from './progress.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';
import { runProcess } from './runProcess.mjs';

/** The platform of this machine, by VS Code's name for it. */
export const thisTarget = `${process.platform}-${process.arch}`;

/**
 * Packs the extension as a user installs it: bundles without source maps, and llama.cpp's binaries of one platform.
 *
 * @param {string} file absolute path of the .vsix to write
 * @param {string} [target] of `packageTargets`
 * @throws {ExplainedError} for a target that does not exist, and when the VSIX is over its budget
 */
export async function packageExtension(file, target = thisTarget) {
  const wanted = packageTargets[target];
  if (!wanted) {
    const names = Object.keys(packageTargets).join(', ');
    throw new ExplainedError(`There is no package for "${target}": use one of ${names}.`);
  }
  const staging = makeStagingFolder(target);
  try {
    await step(`Staging the extension for ${target}`, () => stageExtension(target, staging));
    await step('Packing the extension', () => packFolder(staging, file, target));
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
  checkSize(file, target, wanted.budgetMb);
}

/**
 * @param {string} target
 * @returns {string} an empty folder, by its real path, as vsce compares it with what npm prints
 */
function makeStagingFolder(target) {
  const parent = path.join(repositoryRoot, 'out', 'package');
  fs.mkdirSync(parent, { recursive: true });
  return fs.realpathSync(fs.mkdtempSync(path.join(parent, `${target}-`)));
}

/**
 * @param {string} staging
 * @param {string} file
 * @param {string} target
 */
async function packFolder(staging, file, target) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const vsce = path.join(repositoryRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  // The README's pictures are looked for beside it: there is no published repository to point at.
  const local = ['--no-rewrite-relative-links', '--allow-missing-repository'];
  const args = [vsce, 'package', '--target', target, ...local, '--out', file];
  const { code, output } = await runProcess(process.execPath, args, { cwd: staging });
  if (code !== 0) throw new ExplainedError(`vsce could not pack the extension:\n${output.trim()}`);
}

/**
 * @param {string} file
 * @param {string} target
 * @param {number} budgetMb
 */
function checkSize(file, target, budgetMb) {
  const entries = readZipDirectory(file);
  const archiveBytes = fs.statSync(file).size;
  const { totalMb, folders, problem } = reportSize({ target, budgetMb, archiveBytes, entries });
  for (const { folder, packedMb } of folders)
    say(`  ${packedMb.toFixed(1).padStart(6)} MB  ${folder}`);
  say(`${target}: ${totalMb.toFixed(1)} MB in ${entries.length} files (budget ${budgetMb} MB)`);
  if (problem) throw new ExplainedError(problem);
}
