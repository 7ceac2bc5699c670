import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeDirectory } from './nativePaths.mjs';

/** Hex SHA-256 over everything that decides what the addon is: sources, build file, exports. */
export function sourceHash() {
  const hash = createHash('sha256');
  const sources = readdirSync(path.join(nativeDirectory, 'src'))
    .sort()
    .map((name) => path.join('src', name));
  for (const file of ['binding.gyp', 'exports.map', ...sources]) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(path.join(nativeDirectory, file)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(sourceHash());
