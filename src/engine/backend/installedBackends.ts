import { createRequire } from 'node:module';
import type { BackendName } from '../../protocol/backend.js';

type GpuBackend = Exclude<BackendName, 'cpu'>;

const packageSuffix: Readonly<Record<GpuBackend, readonly string[]>> = {
  cuda: ['-cuda', '-cuda-ext'],
  vulkan: ['-vulkan'],
  metal: ['-metal'],
};
const packagePlatform: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'linux',
  win32: 'win',
  darwin: 'mac',
};

/** The rungs of the ladder on a platform, fastest first. The CPU is always the last. */
export function ladderOf(platform: NodeJS.Platform, architecture: string): readonly BackendName[] {
  if (platform === 'darwin') return architecture === 'arm64' ? ['metal', 'cpu'] : ['cpu'];
  return ['cuda', 'vulkan', 'cpu'];
}

/** Whether the npm package with the backend's binaries lies beside node-llama-cpp. */
export function isInstalled(backend: BackendName): boolean {
  if (backend === 'cpu') return true;
  const platform = packagePlatform[process.platform];
  if (platform === undefined) return false;
  const fromHere = createRequire(import.meta.url);
  return packageSuffix[backend].some((suffix) => {
    try {
      const runtime = createRequire(fromHere.resolve('node-llama-cpp'));
      runtime.resolve(`@node-llama-cpp/${platform}-${process.arch}${suffix}`);
      return true;
    } catch {
      return false;
    }
  });
}
