import type { BackendName } from '../../../protocol/backend.js';
import type { LoadModelParams } from '../../../protocol/engineProtocol.js';

/** The settings that say how a model is loaded; null = the plan decides. */
export interface LoadSettings {
  readonly contextSize: number;
  readonly threads: number;
  readonly backend: BackendName | 'auto';
  readonly gpuLayers: number | null;
  /** Layers, counted from the first, whose experts stay in system memory. */
  readonly expertsOnCpu: number | null;
  readonly gpuMemoryLimitMb: number | null;
}

const bytesPerMb = 1024 ** 2;

export function loadParams(path: string, settings: LoadSettings): LoadModelParams {
  const { contextSize, threads, backend, gpuLayers, expertsOnCpu, gpuMemoryLimitMb } = settings;
  return {
    path,
    contextSize,
    threads,
    backend,
    ...(gpuLayers !== null && { gpuLayers }),
    ...(expertsOnCpu !== null && { expertsOnCpu: { firstLayers: expertsOnCpu } }),
    ...(gpuMemoryLimitMb !== null && { deviceLimitBytes: gpuMemoryLimitMb * bytesPerMb }),
  };
}
