import fs from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';

/**
 * A package that the extension needs on disk.
 *
 * @typedef {object} RuntimePackage
 * @property {string} folder absolute
 * @property {string} path relative to the extension, with `/`, such as `node_modules/yargs`
 * @property {Record<string, any>} manifest its package.json without the dependencies that stay away
 */

/** They build llama.cpp from source, which the engine never does. */
const leftOut = new Set(['cmake-js', 'node-addon-api']);

/**
 * Follows the installed dependencies from node-llama-cpp, the only package that is not bundled. Optional ones stay away:
 * binaries of platforms, which the target's own packages replace, and what a downloader that the engine never calls would
 * take to copy files.
 *
 * @returns {RuntimePackage[]} sorted by path
 */
export function findRuntimePackages() {
  /** @type {Map<string, RuntimePackage>} */
  const found = new Map();
  visit(findInstalled('node-llama-cpp', repositoryRoot), found);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * @param {string} folder
 * @param {Map<string, RuntimePackage>} found
 */
function visit(folder, found) {
  if (found.has(folder)) return;
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const relative = path.relative(repositoryRoot, folder).split(path.sep).join('/');
  const needed = Object.entries(manifest.dependencies ?? {}).filter(([name]) => !leftOut.has(name));
  for (const kind of ['devDependencies', 'optionalDependencies', 'peerDependencies']) {
    delete manifest[kind];
  }
  manifest.dependencies = Object.fromEntries(needed);
  found.set(folder, { folder, path: relative, manifest });
  for (const [name] of needed) visit(findInstalled(name, folder), found);
}

/**
 * @param {string} name
 * @param {string} from folder of the package that needs it
 * @returns {string} where Node would find it
 */
function findInstalled(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (fs.existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (folder === repositoryRoot || folder === path.dirname(folder)) {
      throw new Error(`${name}, needed by ${from}, is not installed.`);
    }
  }
}
