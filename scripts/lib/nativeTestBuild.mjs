import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findOnPath } from './findOnPath.mjs';
import { runNpmScript } from './npmScript.mjs';
import { say, step } from './progress.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';

const release = path.join(repositoryRoot, 'native', 'build', 'Release');
const freshTap = path.join(release, 'switchyard-tap.node');
const stampFile = path.join(release, 'built-from');

/**
 * Builds the routing addon afresh, with the reader that its tests compare it with, where a compiler is there: the tests
 * then show that the source gives what the prebuilt addon is. Without one they take the prebuilt addon, and those that
 * need the reader are skipped.
 *
 * @returns {Promise<Record<string, string>>} environment for the tests
 */
export async function nativeTestEnvironment() {
  const isSupported = process.platform === 'linux' && process.arch === 'x64';
  if (!isSupported) return { SWITCHYARD_NO_READER: '1' };
  const missing = [['g++', 'c++'], ['make'], ['python3']].filter((names) => !findOnPath(names));
  if (missing.length > 0) {
    say(
      `No ${missing.map(([name]) => name).join(', ')} here: the routing tap's comparisons are skipped.`,
    );
    return { SWITCHYARD_NO_READER: '1' };
  }
  const { sourceHash } = await import('../../native/scripts/sourceHash.mjs');
  const reader = readFileSync(
    path.join(repositoryRoot, 'native', 'testReader', 'reader.cc'),
    'utf8',
  );
  const wanted = `${sourceHash()} ${reader.length} ${process.versions.modules}`;
  const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
  if (!isBuilt) {
    await step('Building the routing addon and its test reader', () =>
      runNpmScript('native:build:test'),
    );
    writeFileSync(stampFile, wanted);
  }
  return { SWITCHYARD_TAP_FILE: freshTap };
}
