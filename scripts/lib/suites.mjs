import path from 'node:path';
import { runMochaSuite } from './runMochaSuite.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';

const out = path.join(repositoryRoot, 'out', 'test');

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} about what it covers, in a few words
 * @property {() => Promise<import('./runMochaSuite.mjs').SuiteResult>} run
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
      return runMochaSuite({ folder: path.join(out, 'engine'), timeoutMs: 120_000, env });
    },
  },
  {
    name: 'integration',
    about: 'inside the extension host of a real VS Code',
    run: async () => (await import('./runIntegration.mjs')).runIntegration('main'),
  },
  {
    name: 'ui',
    about: 'the packaged extension in a real VS Code, through its window',
    run: async () => {
      const { packageExtension } = await import('./packageExtension.mjs');
      const vsix = path.join(repositoryRoot, 'out', 'switchyard.vsix');
      await packageExtension(vsix);
      return runMochaSuite({
        folder: path.join(out, 'ui'),
        timeoutMs: 180_000,
        env: { SWITCHYARD_VSIX: vsix },
      });
    },
  },
];
