import type { BackendName } from '../../protocol/backend.js';
import { stderrLog } from '../engineLog.js';
import { openLlama } from './llamaRuntime.js';

const generatedTokens = 4;

/**
 * Loads a model wholly onto the backend and decodes a few tokens, prefill and single steps both.
 * @returns names of the devices that did it
 * @throws when the backend reports an error; it may also end the process
 */
export async function decodeSelfTest(backend: BackendName, modelPath: string): Promise<string[]> {
  const llama = await openLlama(backend, stderrLog, 1);
  const model = await llama.loadModel({
    modelPath,
    gpuLayers: 'max',
    ignoreMemorySafetyChecks: true,
  });
  const context = await model.createContext({ contextSize: 128, sequences: 1, batchSize: 64 });
  const sequence = context.getSequence();
  const prompt = model.tokenize('the quick brown fox jumps over the lazy dog', false);
  let generated = 0;
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (token < 0) throw new Error('the backend sampled an invalid token');
    generated += 1;
    if (generated === generatedTokens) break;
  }
  return backend === 'cpu' ? [] : llama.getGpuDeviceNames();
}
