import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ExplainedError } from './explainedError.mjs';
import { npmOrExplain } from './npmCommand.mjs';
import { runProcess } from './runProcess.mjs';

/**
 * @typedef {object} PinnedPackage a package of the npm registry
 * @property {string} name
 * @property {string} version exact
 * @property {string} integrity "sha512-..." as the registry states it
 */

/**
 * Unpacks chosen entries of a package's archive, without its dependencies and without running
 * anything from it.
 *
 * @param {PinnedPackage} pinned
 * @param {readonly string[]} entries paths inside the package; a folder stands for all below it
 * @param {string} into existing folder; receives `<into>/package/<entry>`
 * @returns {Promise<string>} `<into>/package`
 */
export async function unpackNpmPackage({ name, version, integrity }, entries, into) {
  const download = await fs.mkdtemp(path.join(into, 'download-'));
  const purpose = `downloading ${name} ${version}`;
  await npmOrExplain(['pack', '--loglevel=error', `${name}@${version}`], {
    cwd: download,
    purpose,
  });
  const [archiveName] = (await fs.readdir(download)).filter((file) => file.endsWith('.tgz'));
  if (!archiveName) throw new ExplainedError(`npm pack wrote no archive of ${name} ${version}.`);
  const archive = path.join(download, archiveName);
  await verify(archive, integrity, `${name} ${version}`);
  const { code, output } = await runProcess('tar', [
    '-xzf',
    archive,
    '-C',
    into,
    ...entries.map((entry) => path.posix.join('package', entry)),
  ]);
  if (code !== 0) throw new ExplainedError(`Unpacking ${name} ${version} failed: ${output.trim()}`);
  await fs.rm(download, { recursive: true });
  return path.join(into, 'package');
}

/**
 * @param {string} archive
 * @param {string} integrity
 * @param {string} what
 */
async function verify(archive, integrity, what) {
  const digest = createHash('sha512')
    .update(await fs.readFile(archive))
    .digest('base64');
  if (`sha512-${digest}` !== integrity) {
    throw new ExplainedError(
      `The archive of ${what} is not the expected one (sha512-${digest} instead of ${integrity}). ` +
        'It was damaged on the way or replaced; nothing of it was run.',
    );
  }
}
