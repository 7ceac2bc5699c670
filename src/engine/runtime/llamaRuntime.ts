import { cpus } from 'node:os';
import { getLlama, getModuleVersion, LlamaLogLevel, NoBinaryFoundError } from 'node-llama-cpp';
import type { Llama } from 'node-llama-cpp';
import { errorMessage } from '../../base/errorMessage.js';
import { saysOutOfMemory } from '../../base/plan/saysOutOfMemory.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { BackendName } from '../../protocol/backend.js';
import type { EngineLog } from '../engineLog.js';

const gpuOf = { cuda: 'cuda', vulkan: 'vulkan', metal: 'metal', cpu: false } as const;

const opened = new Map<BackendName, Promise<Llama>>();

let failedAllocations = 0;

/** How often llama.cpp has logged that it could not get memory, since the process began. */
export function allocationFailures(): number {
  return failedAllocations;
}

/**
 * The llama.cpp library of one backend, from the packaged binaries only: nothing is built or downloaded. It is opened
 * once and stays for the life of the process: disposing of it can wait for ever on handles that the library's memory
 * estimates keep, and opening it again would cost a second.
 * @param threads for decoding from now on; 0 = physical cores − 1. ggml's threads spin at every barrier, so one more than
 * there are free cores costs orders of magnitude, not percents. Absent: those that a loaded model has stay.
 * @throws {EngineError} backendUnusable
 */
export async function openLlama(
  backend: BackendName,
  log: EngineLog,
  threads?: number,
): Promise<Llama> {
  let opening = opened.get(backend);
  if (!opening) {
    opening = open(backend, log);
    opened.set(backend, opening);
    opening.catch(() => opened.delete(backend));
  }
  const llama = await opening;
  if (threads !== undefined) {
    llama.maxThreads = threads > 0 ? threads : automaticThreads(llama.cpuMathCores);
  }
  return llama;
}

async function open(backend: BackendName, log: EngineLog): Promise<Llama> {
  try {
    return await getLlama({
      gpu: gpuOf[backend],
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => {
        const text = message.trim();
        if (saysOutOfMemory(text)) failedAllocations += 1;
        if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) log.error(text);
        else log.debug(text);
      },
    });
  } catch (error) {
    const reason = unusableReason(backend, error);
    throw new EngineError('backendUnusable', `The ${backend} backend cannot be used: ${reason}.`, {
      cause: error,
    });
  }
}

/** @param mathCores cores without hyper-threads, as node-llama-cpp counts them */
export function automaticThreads(mathCores: number): number {
  return Math.max(1, Math.min(mathCores, cpus().length) - 1);
}

/** @returns the version of node-llama-cpp, which pins that of llama.cpp */
export function runtimeVersion(): Promise<string> {
  return getModuleVersion();
}

function unusableReason(backend: BackendName, error: unknown): string {
  if (!(error instanceof NoBinaryFoundError)) return errorMessage(error);
  return backend === 'cpu'
    ? 'its binaries are not installed or do not fit this machine'
    : 'there is no GPU for it here, or the driver is missing';
}
