import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { npmOrExplain } from './lib/npmCommand.mjs';
import { step } from './lib/progress.mjs';
import { repositoryRoot } from './lib/repositoryRoot.mjs';

const OLDEST_NODE = [20, 19];
const stampFile = path.join(repositoryRoot, 'node_modules', '.switchyard-stamp');

/**
 * Makes sure that node_modules is what package-lock.json says. Does nothing, in milliseconds, when
 * it is; an installation that was interrupted is done again.
 */
export async function ensureDependencies() {
  requireNode();
  const wanted = await describeWanted();
  if ((await readStamp()) === wanted) return;
  // Outside node_modules, which `npm ci` removes first.
  const key = createHash('sha256').update(repositoryRoot).digest('hex').slice(0, 16);
  const lockFile = path.join(cacheFolder(), `dependencies-${key}.lock`);
  await exclusively(lockFile, "installing the project's dependencies", async () => {
    if ((await readStamp()) === wanted) return;
    await fs.rm(stampFile, { force: true });
    await step("Installing the project's dependencies (npm ci)", () =>
      npmOrExplain(['ci', '--no-audit', '--no-fund'], {
        cwd: repositoryRoot,
        purpose: "installing the project's dependencies",
      }),
    );
    await fs.writeFile(stampFile, wanted);
  });
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new ExplainedError(
    `Node.js ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`,
  );
}

/** @returns {Promise<string>} changes whenever node_modules has to be installed again */
async function describeWanted() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    const content = await fs.readFile(path.join(repositoryRoot, name), 'utf8');
    hash.update(name === 'package.json' ? dependenciesOf(content) : content);
  }
  const nodeMajor = process.versions.node.split('.')[0];
  return `${process.platform}-${process.arch} node ${nodeMajor} ${hash.digest('hex')}`;
}

/**
 * Only what npm looks at: a new setting or command of the extension installs nothing.
 *
 * @param {string} manifest text of package.json
 */
function dependenciesOf(manifest) {
  const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(manifest);
  return JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides });
}

/** @returns {Promise<string | undefined>} */
async function readStamp() {
  return fs.readFile(stampFile, 'utf8').catch(() => undefined);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await runMain(ensureDependencies);
