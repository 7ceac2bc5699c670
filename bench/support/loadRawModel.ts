import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import type { LlamaModel } from 'node-llama-cpp';

/** A model on the CPU in node-llama-cpp itself, without anything of ours. */
export async function loadRawModel(modelPath: string, threads: number): Promise<LlamaModel> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    maxThreads: threads,
  });
  return llama.loadModel({ modelPath });
}
