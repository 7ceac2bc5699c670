import path from 'node:path';
import { runMochaSuite } from './runMochaSuite.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';
import { withSecondTry } from './secondTry.mjs';

const out = path.join(repositoryRoot, 'out', 'test');

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} about what it covers, in a few words
 * @property {() => Promise<import('./secondTry.mjs').TriedResult>} run
 */

/** The suites of `npm test`, the quick ones first. @type {readonly Suite[]} */
export const suites = [
  {
    name: 'unit',
    about: 'cores, in plain Node',
    run: () => runMochaSuite({ folder: path.join(out, 'unit'), timeoutMs: 20_000 }),
  },
  {
    name: 'index',
    about: 'the workspace index on a Node that has SQLite, as VS Code’s has',
    run: async () => {
      const { ensureNode } = await import('./nodeBinary.mjs');
      const node = await ensureNode(24);
      return runMochaSuite({ folder: path.join(out, 'unit', 'indexer'), timeoutMs: 60_000, node });
    },
  },
  {
    name: 'engine',
    about: 'the engine process, really forked',
    run: async () => {
      const { nativeTestEnvironment } = await import('./nativeTestBuild.mjs');
      const env = await nativeTestEnvironment();
      const folder = path.join(out, 'engine');
      return withSecondTry((files) => runMochaSuite({ folder, files, timeoutMs: 120_000, env }));
    },
  },
  {
    name: 'integration',
    about: 'inside the extension host of a real VS Code',
    run: async () => {
      const { runIntegration } = await import('./runIntegration.mjs');
      return withSecondTry((files) => runIntegration('main', files));
    },
  },
  {
    name: 'package',
    about: 'what is in the package for this platform',
    run: async () => {
      const env = { SWITCHYARD_VSIX: await packedOnce() };
      return runMochaSuite({ folder: path.join(out, 'package'), timeoutMs: 60_000, env });
    },
  },
  {
    name: 'ui',
    about: 'the packaged extension in a real VS Code, through its window',
    run: async () => {
      const env = { SWITCHYARD_VSIX: await packedOnce() };
      const folder = path.join(out, 'ui');
      return withSecondTry((files) => runMochaSuite({ folder, files, timeoutMs: 180_000, env }));
    },
  },
];

/** @type {Promise<string> | undefined} */
let packing;

/** @returns {Promise<string>} absolute path of the VSIX that `npm run package` makes for this platform */
function packedOnce() {
  packing ??= (async () => {
    const { packageExtension } = await import('./packageExtension.mjs');
    const vsix = path.join(repositoryRoot, 'out', 'switchyard.vsix');
    await packageExtension(vsix);
    return vsix;
  })();
  return packing;
}
