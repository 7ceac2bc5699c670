import fs from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';
import { buildBundles } from './buildBundles.mjs';
import { ensureBinaries } from './ensureBinaries.mjs';
import { llamaBinaries } from './llamaBinaries.mjs';
import { packageTargets } from './packageTargets.mjs';
import { findRuntimePackages } from './runtimePackages.mjs';
import { writeNotices } from './writeNotices.mjs';

const runtimeFiles = /\.([cm]?js|json)$/;
const licenceFiles = /(^|\/)(licen[sc]e|notice|copying)[^/]*$/i;
/** Folders of packages that nothing imports. */
const idleFolders = /^(tests?|examples?|docs?|\.github)\//;
/** node-llama-cpp's own sources, and the templates of its project generator. */
const idleRuntime = /^(llama\/[^/]+\/|templates\/)/;
/** What a linker needs, not a user. */
const linkerFiles = /\.lib$/;

/**
 * Fills a folder with exactly what one platform's VSIX holds. Everything is copied: nothing that is written there can reach
 * the repository or the cache.
 *
 * @param {string} target of `packageTargets`
 * @param {string} staging absolute path of an empty folder
 */
export async function stageExtension(target, staging) {
  await stageOwnFiles(staging);
  copyTree(path.join('native', 'prebuilds', target), staging);
  const inputs = await buildBundles(path.join(staging, 'dist'));
  const packages = findRuntimePackages();
  for (const one of packages) stageRuntimePackage(one, staging);
  for (const name of packageTargets[target]?.binaries ?? []) {
    const from = await ensureBinaries(name);
    const to = path.join(staging, 'node_modules', llamaBinaries[name].name);
    fs.cpSync(from, to, { recursive: true, filter: (file) => !linkerFiles.test(file) });
  }
  stageManifest(staging);
  writeNotices({ file: path.join(staging, 'THIRD-PARTY-NOTICES.txt'), packages, inputs });
}

/** @param {string} staging */
async function stageOwnFiles(staging) {
  const { listFiles, PackageManager } = await import('@vscode/vsce');
  const files = await listFiles({ cwd: repositoryRoot, packageManager: PackageManager.None });
  for (const file of files) copyFile(path.join(repositoryRoot, file), path.join(staging, file));
}

/**
 * @param {import('./runtimePackages.mjs').RuntimePackage} one
 * @param {string} staging
 */
function stageRuntimePackage({ folder, path: relative, manifest }, staging) {
  const isRuntime = manifest['name'] === 'node-llama-cpp';
  for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const name = file.split(path.sep).join('/');
    if (name.startsWith('node_modules/') || idleFolders.test(name)) continue;
    if (isRuntime && idleRuntime.test(name)) continue;
    if (!runtimeFiles.test(name) && !licenceFiles.test(name)) continue;
    const from = path.join(folder, file);
    if (fs.statSync(from).isFile()) copyFile(from, path.join(staging, relative, file));
  }
  writeJson(path.join(staging, relative, 'package.json'), manifest);
}

/** What only developers need would make npm, which vsce asks for the packages, miss theirs. @param {string} staging */
function stageManifest(staging) {
  const manifest = JSON.parse(fs.readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'));
  for (const key of ['scripts', 'devDependencies', 'overrides']) delete manifest[key];
  writeJson(path.join(staging, 'package.json'), manifest);
}

/**
 * @param {string} relative
 * @param {string} staging
 */
function copyTree(relative, staging) {
  const from = path.join(repositoryRoot, relative);
  if (fs.existsSync(from)) fs.cpSync(from, path.join(staging, relative), { recursive: true });
}

/**
 * @param {string} from
 * @param {string} to
 */
function copyFile(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
}

/**
 * @param {string} file
 * @param {unknown} content
 */
function writeJson(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
