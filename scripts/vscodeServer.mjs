import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { installOnce } from './lib/installOnce.mjs';
import { installNativeStandIns } from './lib/nativeStandIns.mjs';
import { ensureNode } from './lib/nodeBinary.mjs';
import { unpackNpmPackage } from './lib/npmArchive.mjs';
import { npmOrExplain } from './lib/npmCommand.mjs';
import { ripgrepPackage, vscodeFlavours } from './lib/vscodeFlavours.mjs';

/** Raised when the way of installing changes, so that caches made before are replaced. */
const LAYOUT = 1;

/** Large, and for agents, remote hosts and single sign-on: nothing that the scripts use. */
const UNUSED_DEPENDENCIES = [
  /^@github\//,
  /^@devcontainers\//,
  /^@microsoft\/mxc-sdk$/,
  /^@vscode\/sqlite3$/,
  /^ssh2$/,
  /^kerberos$/,
];
const UNUSED_EXTENSIONS = /^(copilot|mermaid-)/;

/**
 * @typedef {object} VscodeServer
 * @property {string} serverDir VS Code's server, with out/server-main.js and extensions/
 * @property {string} node the Node.js executable to run it with
 * @property {string} vscodeVersion
 */

/**
 * Makes sure that a VS Code server is in the cache folder. Only the npm registry is needed: nothing
 * is compiled and no install script is run.
 *
 * @param {import('./lib/vscodeFlavours.mjs').FlavourName} flavourName
 * @returns {Promise<VscodeServer>}
 */
export async function ensureVscodeServer(flavourName) {
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new ExplainedError(
      `VS Code's server cannot be installed from npm on ${process.platform}. Install the desktop ` +
        'VS Code, so that `code` is on the PATH, and use `npm start` or `npm run test:desktop`.',
    );
  }
  const { source, vscodeVersion, nodeMajor } = vscodeFlavours[flavourName];
  const node = await ensureNode(nodeMajor);
  const serverDir = await installOnce({
    folder: path.join(cacheFolder(), `vscode-server-${vscodeVersion}`),
    version: `${source.name}@${source.version} layout ${LAYOUT}`,
    label: `Installing VS Code ${vscodeVersion} (about 80 MB to download)`,
    fill: (partial) => fillServerFolder(partial, source),
  });
  return { serverDir, node, vscodeVersion };
}

/**
 * @param {string} folder
 * @param {import('./lib/npmArchive.mjs').PinnedPackage} source
 */
async function fillServerFolder(folder, source) {
  const unpacked = await unpackNpmPackage(source, ['lib/vscode'], folder);
  const vscode = path.join(unpacked, 'lib', 'vscode');
  for (const name of await fs.readdir(vscode)) {
    await fs.rename(path.join(vscode, name), path.join(folder, name));
  }
  await fs.rm(unpacked, { recursive: true });
  await dropUnused(folder);
  // Not `npm ci`: it refuses the shrinkwrap of these releases, which lacks an entry.
  await npmOrExplain(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    purpose: "installing VS Code's own dependencies",
  });
  await installNativeStandIns(folder);
  await addRipgrep(folder);
  await dropOtherPlatforms(folder);
}

/** @param {string} folder */
async function dropUnused(folder) {
  const manifestFile = path.join(folder, 'package.json');
  const manifest = JSON.parse(await fs.readFile(manifestFile, 'utf8'));
  for (const name of Object.keys(manifest.dependencies)) {
    if (UNUSED_DEPENDENCIES.some((pattern) => pattern.test(name))) {
      delete manifest.dependencies[name];
    }
  }
  await fs.writeFile(manifestFile, JSON.stringify(manifest, undefined, 2));
  const extensions = path.join(folder, 'extensions');
  for (const name of await fs.readdir(extensions)) {
    if (UNUSED_EXTENSIONS.test(name)) {
      await fs.rm(path.join(extensions, name), { recursive: true });
    }
  }
}

/** @param {string} folder */
async function addRipgrep(folder) {
  const ripgrep = path.join(folder, 'node_modules', '@vscode', 'ripgrep');
  if (!(await exists(ripgrep)) || (await exists(path.join(ripgrep, 'bin')))) return;
  const binary = `bin/${process.platform}-${process.arch}/rg`;
  const unpacked = await unpackNpmPackage(ripgrepPackage, [binary], folder);
  await fs.mkdir(path.join(ripgrep, 'bin'));
  await fs.rename(path.join(unpacked, binary), path.join(ripgrep, 'bin', 'rg'));
  await fs.rm(unpacked, { recursive: true });
}

/** @param {string} folder */
async function dropOtherPlatforms(folder) {
  const modules = path.join(folder, 'node_modules');
  const own = `${process.platform}-${process.arch}`;
  for (const parent of ['node-pty/prebuilds', '@vscode/ripgrep-universal/bin']) {
    const parentFolder = path.join(modules, parent);
    if (!(await exists(parentFolder))) continue;
    for (const name of await fs.readdir(parentFolder)) {
      if (name !== own) await fs.rm(path.join(parentFolder, name), { recursive: true });
    }
  }
}

/** @param {string} file */
async function exists(file) {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    const name = process.argv[2] ?? 'main';
    if (name !== 'main' && name !== 'floor') {
      throw new ExplainedError(`Unknown flavour "${name}": use "main" or "floor".`);
    }
    console.log(JSON.stringify(await ensureVscodeServer(name)));
  });
}
