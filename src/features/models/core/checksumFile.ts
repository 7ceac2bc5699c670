import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from './download/durableFile.js';

/** In the format of the `sha256sum` tool; the engine compares small models with it whenever it loads them. */
const checksumsFileName = 'SHA256SUMS';

/** @returns the SHA-256 that is written down for a file; undefined where none is */
export async function readChecksum(file: string): Promise<string | undefined> {
  return (await readAll(path.dirname(file))).get(path.basename(file));
}

/** Writes a file's SHA-256 down beside it, or forgets it. */
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
  const text = await readFile(path.join(folder, checksumsFileName), 'utf8').catch(() => '');
  const lines = text.matchAll(/^([0-9a-f]{64}) [ *](\S.*?)\r?$/gim);
  return new Map(
    Array.from(lines, ([, checksum = '', name = '']) => [name, checksum.toLowerCase()]),
  );
}
