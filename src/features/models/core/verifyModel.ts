import { modelParts } from '../../../base/gguf/modelParts.js';
import { readChecksum } from './checksumFile.js';
import { sha256File } from '../../../download/sha256File.js';
import type { StoredModel } from './modelStore.js';

/** What is known of a model's files after a check. */
export type Verification =
  | { readonly kind: 'sameAsPublished' }
  /** There is no published checksum of at least one part. */
  | { readonly kind: 'headerOnly' }
  | { readonly kind: 'damaged'; readonly part: string };

/**
 * Reads a model's files whole and compares them with the checksums beside them.
 * @param checkHeader has the engine check the headers and lengths; throws where they are wrong
 * @param onProgress told the share that was read, from 0 to 1
 * @throws what `checkHeader` throws; the signal's reason
 */
export async function verifyModel(
  model: StoredModel,
  checkHeader: (file: string) => Promise<unknown>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Verification> {
  await checkHeader(model.path);
  let readBytes = 0;
  let isPublished = true;
  for (const part of modelParts(model.path)) {
    const expected = await readChecksum(part);
    if (expected === undefined) {
      isPublished = false;
      continue;
    }
    const actual = await sha256File(part, signal, (bytes) => {
      readBytes += bytes;
      onProgress(readBytes / model.sizeBytes);
    });
    if (actual !== expected) return { kind: 'damaged', part };
  }
  return { kind: isPublished ? 'sameAsPublished' : 'headerOnly' };
}
