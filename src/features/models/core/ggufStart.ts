import { DownloadError } from '../../../download/downloadError.js';

/**
 * Checks the magic number and the version of a GGUF (ggml's docs/gguf.md).
 * @param start the first 8 bytes
 * @throws {DownloadError} wrongKind
 */
export function checkGgufStart(start: Buffer, host: string): void {
  const isGguf = start.length === 8 && start.toString('latin1', 0, 4) === 'GGUF';
  if (isGguf && [2, 3].includes(start.readUInt32LE(4))) return;
  throw new DownloadError('wrongKind', `What ${host} sends is no GGUF of version 2 or 3.`, {
    host,
  });
}
