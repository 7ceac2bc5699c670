import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Hashing a portion takes the event loop one to three milliseconds. */
const portionBytes = 2 ** 20;

/**
 * The SHA-256 of a file in hexadecimal digits. Every portion is read anew into the same memory, between two turns of the
 * event loop, so that the extension host stays responsive over gigabytes.
 * @param onBytes told of each portion
 */
export async function sha256File(
  file: string,
  signal: AbortSignal,
  onBytes: (sizeBytes: number) => void = () => undefined,
): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(portionBytes);
  const handle = await open(file, 'r');
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, portionBytes);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      onBytes(bytesRead);
    }
  } finally {
    await handle.close();
  }
}
