import type { CudaMajor, CudaPlatform } from './cudaPackages.js';
import { cudaMajors, cudaPlatform, oldestDriver } from './cudaPackages.js';
import { LinuxLibraries } from './linuxLibraries.js';
import type { LoaderView } from './loaderView.js';
import { WindowsLibraries } from './windowsLibraries.js';

/** Whether CUDA binaries could run here, and if not, what is missing. */
export type CudaFinding =
  /** There are no binaries for this platform. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'noDriver' }
  /** Major versions of the driver that is there and of the oldest that would do. */
  | { readonly kind: 'oldDriver'; readonly driver: number; readonly oldest: number }
  | {
      readonly kind: 'noRuntime';
      readonly major: CudaMajor;
      readonly missing: readonly string[];
      /** A folder that has the first of them but that the loader does not look into. */
      readonly unlistedFolder?: string;
    }
  | { readonly kind: 'usable'; readonly major: CudaMajor; readonly platform: CudaPlatform };

type NoRuntime = Extract<CudaFinding, { kind: 'noRuntime' }>;

/** Looks for NVIDIA's driver and the CUDA runtime as the system's loader would. Loads nothing and starts no process. */
export async function detectCuda(view: LoaderView): Promise<CudaFinding> {
  const platform = cudaPlatform(view.platform, view.architecture);
  if (!platform) return { kind: 'unsupported' };
  const libraries =
    view.platform === 'win32' ? new WindowsLibraries(view) : new LinuxLibraries(view);
  if ((await libraries.find(platform.driverLibrary)) === undefined) return { kind: 'noDriver' };
  const driver = await libraries.driverVersion();
  const suited = cudaMajors.filter(
    (major) => driver === undefined || driver >= oldestDriver[major],
  );
  const [preferred] = suited;
  if (preferred === undefined) {
    const oldest = Math.min(...Object.values(oldestDriver));
    return { kind: 'oldDriver', driver: driver ?? 0, oldest };
  }
  const absent: NoRuntime[] = [];
  for (const major of suited) {
    const missing = await missingOf(platform.libraries[major], libraries);
    if (missing.length === 0) return { kind: 'usable', major, platform };
    absent.push({ kind: 'noRuntime', major, missing });
  }
  const unlisted = await firstUnlisted(absent, libraries);
  const [first] = absent;
  return unlisted ?? first ?? { kind: 'noDriver' };
}

/** A runtime that is there but not found by the loader is the shorter way to one that works. */
async function firstUnlisted(
  absent: readonly NoRuntime[],
  libraries: LinuxLibraries | WindowsLibraries,
): Promise<NoRuntime | undefined> {
  for (const finding of absent) {
    const unlistedFolder = await libraries.findUnlisted(finding.missing[0] ?? '');
    if (unlistedFolder !== undefined) return { ...finding, unlistedFolder };
  }
  return undefined;
}

async function missingOf(
  names: readonly string[],
  libraries: LinuxLibraries | WindowsLibraries,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const name of names) {
    if ((await libraries.find(name)) === undefined) missing.push(name);
  }
  return missing;
}
