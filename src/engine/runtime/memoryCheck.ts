import process from 'node:process';
import { EngineError } from '../../protocol/engineErrors.js';
import type { ModelFileInfo } from '../../protocol/engineProtocol.js';

/** Left for the operating system, the editor and llama.cpp's own buffers. */
const reservedBytes = 512 * 1024 ** 2;

/**
 * Refuses a model whose weights cannot fit, before a load that would push everything else out of memory.
 * @param availableBytes memory that can be had without swapping, the GPU's included
 * @throws {EngineError} notEnoughMemory
 */
export function checkMemory(file: ModelFileInfo, availableBytes = process.availableMemory()): void {
  const neededBytes = file.sizeBytes + reservedBytes;
  if (neededBytes <= availableBytes) return;
  throw new EngineError(
    'notEnoughMemory',
    `${file.name} needs about ${gib(neededBytes)} GiB of memory and ${gib(availableBytes)} GiB are free. Close other programs or choose a smaller model or quantisation.`,
  );
}

function gib(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
