import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checksumsFileName, parseChecksums } from '../../base/gguf/checksumLines.js';
import { modelParts } from '../../base/gguf/modelParts.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';

/** Bytes; reading a larger model twice would delay its load by many seconds. */
const maxCheckedBytes = 1024 ** 3;

/**
 * Compares the files of a model with the checksums that lie beside them, if there are any: those of the bundled model
 * always do. llama.cpp itself would load damaged weights without a word.
 * @throws {EngineError} damaged
 */
export async function checkModelChecksums(
  file: Pick<ModelFileInfo, 'path' | 'sizeBytes'>,
  signal: AbortSignal,
): Promise<void> {
  if (file.sizeBytes > maxCheckedBytes) return;
  const sums = path.join(path.dirname(file.path), checksumsFileName);
  const expected = parseChecksums(await readFile(sums, 'utf8').catch(() => ''));
  for (const part of modelParts(file.path)) {
    const name = path.basename(part);
    const checksum = expected.get(name);
    if (checksum === undefined || (await sha256(part, signal)) === checksum) continue;
    throw new EngineError(
      'damaged',
      `The model file ${name} is damaged: its content is not what ${checksumsFileName} says. Copy it again, or install the extension again if it came with it.`,
    );
  }
}

async function sha256(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}
