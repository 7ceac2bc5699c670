import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checksumsFileName, parseChecksums } from '../../../base/gguf/checksumLines.js';
import { replaceFile } from '../../../download/durableFile.js';

/** @returns the SHA-256 that is written down for a file; undefined where none is */
export async function readChecksum(file: string): Promise<string | undefined> {
  return (await readAll(path.dirname(file))).get(path.basename(file));
}

/**
 * Writes a file's SHA-256 down beside it, or forgets it. The engine compares small models with it whenever it loads them.
 */
export async function writeChecksum(file: string, sha256: string | undefined): Promise<void> {
  const folder = path.dirname(file);
  const all = await readAll(folder);
  if (all.get(path.basename(file)) === sha256) return;
  if (sha256 === undefined) all.delete(path.basename(file));
  else all.set(path.basename(file), sha256);
  const lines = [...all].map(([name, checksum]) => `${checksum}  ${name}\n`);
  await replaceFile(path.join(folder, checksumsFileName), lines.join(''));
}

async function readAll(folder: string): Promise<Map<string, string>> {
  return parseChecksums(
    await readFile(path.join(folder, checksumsFileName), 'utf8').catch(() => ''),
  );
}
