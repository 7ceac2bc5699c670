import process from 'node:process';
import type { MemoryPrediction } from '../../base/plan/predictMemory.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';

/** Left for the operating system and the editor. */
const reservedBytes = 512 * 1024 ** 2;

/**
 * Refuses a model that cannot fit, before a load that would push everything else out of memory.
 * @param prediction where there is a plan; its part in system memory counts instead of the whole file
 * @param availableBytes memory that can be had without swapping
 * @throws {EngineError} notEnoughMemory
 */
export function checkMemory(
  file: ModelFileInfo,
  prediction?: MemoryPrediction,
  availableBytes = process.availableMemory(),
): void {
  const neededBytes =
    (prediction ? plannedBytes(file, prediction) : file.sizeBytes) + reservedBytes;
  if (neededBytes <= availableBytes) return;
  throw new EngineError(
    'notEnoughMemory',
    `${file.name} needs about ${gib(neededBytes)} GiB of memory and ${gib(availableBytes)} GiB are free. Close other programs or choose a smaller model or quantisation.`,
  );
}

/** What the plan puts into system memory, and what the file holds beside the tensors that the plan knows of. */
function plannedBytes({ sizeBytes }: ModelFileInfo, { devices, system }: MemoryPrediction): number {
  const knownBytes = [...devices, system].reduce((sum, { parts }) => {
    return sum + parts.attention + parts.shared + parts.routed + parts.embeddings;
  }, 0);
  return system.totalBytes + Math.max(0, sizeBytes - knownBytes);
}

function gib(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
