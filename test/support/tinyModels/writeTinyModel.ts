import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { TinyModelOptions } from './buildTinyModel.js';
import { buildTinyModel } from './buildTinyModel.js';
import type { TinyModelName } from './tinyArchitecture.js';

/**
 * Writes a tiny model into the folder and returns the file's path. The file is named by its content, so that one that is
 * already there is used again, also by another process at the same time.
 */
export async function writeTinyModel(
  directory: string,
  name: TinyModelName,
  options: TinyModelOptions = {},
): Promise<string> {
  const bytes = buildTinyModel(name, options);
  const contentHash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const path = join(directory, `${name}-${contentHash}.gguf`);
  if (!(await exists(path))) {
    await mkdir(directory, { recursive: true });
    const unfinishedPath = `${path}.${randomUUID()}`;
    await writeFile(unfinishedPath, bytes);
    await rename(unfinishedPath, path);
  }
  return path;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
