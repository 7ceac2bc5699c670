import type { BackendName, LoadModelParams } from '../../../protocol/engineProtocol.js';

/** The settings that say how a model is loaded. */
export interface LoadSettings {
  readonly contextSize: number;
  readonly threads: number;
  readonly backend: BackendName | 'auto';
  /** null = as many as fit. */
  readonly gpuLayers: number | null;
}

export function loadParams(path: string, settings: LoadSettings): LoadModelParams {
  const { contextSize, threads, backend, gpuLayers } = settings;
  return { path, contextSize, threads, backend, ...(gpuLayers === null ? {} : { gpuLayers }) };
}
