import type { LoadedModel, LoadModelParams } from '../../src/protocol/engineProtocol.js';

export const sampleLoadParams: LoadModelParams = {
  path: '/models/small-00001-of-00002.gguf',
  contextSize: 4096,
  threads: 1,
  backend: 'cpu',
};

/** A loaded MoE with the fields that views and messages read. */
export function sampleModel(changes: Partial<LoadedModel> = {}): LoadedModel {
  return {
    file: {
      path: sampleLoadParams.path,
      name: 'Small MoE',
      architecture: 'qwen3moe',
      sizeBytes: 60_953_280,
      parameterCount: 100_000_000,
      layerCount: 8,
      trainedContextSize: 8192,
      experts: { count: 16, usedPerToken: 4, sharedCount: 1, moeLayers: [1, 2, 3, 4, 5, 6, 7] },
    },
    contextSize: 4096,
    fim: 'trained',
    chat: true,
    backend: { backend: 'cpu', deviceNames: ['CPU'], ladder: [], threads: 1, gpuLayers: 0 },
    loadMs: 812,
    routing: { kind: 'measured', recording: true },
    notices: [],
    ...changes,
  };
}
