import type { Settings } from '../../platform/settings.js';
import type { LoadSettings } from './core/loadParams.js';

export function readLoadSettings(settings: Settings): LoadSettings {
  return {
    contextSize: settings.read('switchyard.engine.contextSize'),
    threads: settings.read('switchyard.engine.threads'),
    backend: settings.read('switchyard.engine.backend'),
    gpuLayers: settings.read('switchyard.engine.gpuLayers'),
    expertsOnCpu: settings.read('switchyard.engine.expertsOnCpu'),
    gpuMemoryLimitMb: settings.read('switchyard.engine.gpuMemoryLimitMb'),
  };
}
