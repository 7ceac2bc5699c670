import { cpus } from 'node:os';
import { getLlama, getModuleVersion, LlamaLogLevel, NoBinaryFoundError } from 'node-llama-cpp';
import type { Llama } from 'node-llama-cpp';
import { EngineError } from '../../protocol/engineErrors.js';
import type { BackendName } from '../../protocol/engineProtocol.js';
import type { EngineLog } from '../engineLog.js';

const gpuOf = { cuda: 'cuda', vulkan: 'vulkan', metal: 'metal', cpu: false } as const;

/**
 * Opens the llama.cpp library of one backend with the packaged binaries only: nothing is built or downloaded.
 * @param threads 0 = physical cores − 1. ggml's threads spin at every barrier, so one more than there are free cores
 * costs orders of magnitude, not percents.
 * @throws {EngineError} backendUnusable
 */
export async function openLlama(
  backend: BackendName,
  threads: number,
  log: EngineLog,
): Promise<Llama> {
  try {
    const llama = await getLlama({
      gpu: gpuOf[backend],
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => {
        const text = message.trim();
        if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) log.error(text);
        else log.debug(text);
      },
    });
    llama.maxThreads = threads > 0 ? threads : automaticThreads(llama.cpuMathCores);
    return llama;
  } catch (error) {
    const reason =
      error instanceof NoBinaryFoundError
        ? `its binaries are not installed or do not fit this machine`
        : String(error instanceof Error ? error.message : error);
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
