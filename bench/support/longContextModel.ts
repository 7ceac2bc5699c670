import { copyFile, open } from 'node:fs/promises';
import path from 'node:path';
import { readModelHeader } from '../../src/engine/runtime/modelHeader.js';

const headerBytes = 16 * 1024;
/** A metadata value's type id (uint32) stands between its key and the value itself. */
const typeBytes = 4;

/**
 * The model itself where it was trained for that many tokens, else a copy whose header claims so: speed and prompt reuse
 * do not depend on what the model makes of such distances.
 */
export async function withContextLength(
  model: string,
  contextLength: number,
  directory: string,
): Promise<string> {
  const { trainedContextSize, architecture } = await readModelHeader(model);
  if (trainedContextSize >= contextLength) return model;
  const copy = path.join(directory, path.basename(model));
  await copyFile(model, copy);
  const handle = await open(copy, 'r+');
  try {
    const header = Buffer.alloc(headerBytes);
    await handle.read(header, 0, headerBytes, 0);
    const key = `${architecture}.context_length`;
    const at = header.indexOf(key);
    if (at < 0)
      throw new Error(`The header of ${path.basename(model)} does not begin with ${key}.`);
    const value = Buffer.alloc(4);
    value.writeUInt32LE(contextLength);
    await handle.write(value, 0, 4, at + key.length + typeBytes);
  } finally {
    await handle.close();
  }
  return copy;
}
