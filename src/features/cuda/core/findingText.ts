import type { Translate } from '../../../base/translate.js';
import type { CudaFinding } from './detectCuda.js';

/** What keeps CUDA from being used here, and what to do about it. */
export function findingText(
  finding: Exclude<CudaFinding, { kind: 'usable' }>,
  platform: NodeJS.Platform,
  t: Translate,
): string {
  switch (finding.kind) {
    case 'unsupported':
      return t(
        'There are no CUDA binaries for this platform, only for Linux and Windows on x64. Other backends are used.',
      );
    case 'noDriver':
      return t(
        'No NVIDIA driver was found on this machine. CUDA needs an NVIDIA GPU with its driver installed where the extension runs.',
      );
    case 'oldDriver':
      return t(
        'The NVIDIA driver {0} is too old for CUDA 12 and 13: install version {1} or newer.',
        finding.driver,
        finding.oldest,
      );
    case 'noRuntime':
      return runtimeText(finding, platform, t);
  }
}

function runtimeText(
  { major, missing, unlistedFolder }: Extract<CudaFinding, { kind: 'noRuntime' }>,
  platform: NodeJS.Platform,
  t: Translate,
): string {
  const names = missing.join(', ');
  if (unlistedFolder === undefined) {
    return t(
      'NVIDIA driver found, but the CUDA {0} runtime is not installed ({1}). Install it from NVIDIA, start VS Code again and try again.',
      major,
      names,
    );
  }
  return platform === 'win32'
    ? t(
        'NVIDIA driver found, but Windows does not find {0}. Add {1} to PATH, start VS Code again and try again.',
        names,
        unlistedFolder,
      )
    : t(
        'NVIDIA driver found, but the loader does not find {0}. Add {1} to a file in /etc/ld.so.conf.d and run ldconfig, or to LD_LIBRARY_PATH before VS Code starts, and try again.',
        names,
        unlistedFolder,
      );
}
