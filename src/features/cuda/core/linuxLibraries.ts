import path from 'node:path';
import type { LoaderView } from './loaderView.js';

const cacheFile = '/etc/ld.so.cache';
const mostCacheBytes = 16 * 2 ** 20;
const defaultFolders = [
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/lib',
  '/usr/lib',
];

/** Folders that CUDA is often installed to without the loader being told. */
const unlistedFolders = [
  '/usr/local/cuda/lib64',
  '/usr/local/cuda-13/lib64',
  '/usr/local/cuda-12/lib64',
  '/opt/cuda/lib64',
];
const driverVersionFile = '/proc/driver/nvidia/version';

/** Bytes of an ELF header up to the machine (System V ABI, “ELF Header”). */
const headerBytes = 20;
const elfMagic = '\x7fELF';
const class64 = 2;
const machineX64 = 0x3e;

/**
 * Where the dynamic loader will find a library, in its order: LD_LIBRARY_PATH, the cache that ldconfig writes, its own
 * folders (ld.so(8)). Libraries of other machines, such as 32-bit ones, are passed over as the loader does.
 */
export class LinuxLibraries {
  private cachePaths: Promise<readonly string[]> | undefined;

  constructor(private readonly view: LoaderView) {}

  /** @returns the folder, undefined where the loader will not find the library */
  async find(library: string): Promise<string | undefined> {
    const cached = (await this.cached()).filter((file) => path.posix.basename(file) === library);
    return this.firstWith(library, [
      ...this.listed('LD_LIBRARY_PATH'),
      ...cached.map((file) => path.posix.dirname(file)),
      ...defaultFolders,
    ]);
  }

  /** A folder that has the library but that the loader does not look into. */
  findUnlisted(library: string): Promise<string | undefined> {
    const { environment } = this.view;
    const roots = ['CUDA_PATH', 'CUDA_HOME'].flatMap((name) => environment[name] ?? []);
    return this.firstWith(library, [
      ...roots.map((root) => path.posix.join(root, 'lib64')),
      ...unlistedFolders,
    ]);
  }

  /** @returns the driver's major version; undefined where it does not say, as in WSL */
  async driverVersion(): Promise<number | undefined> {
    const text = (await this.view.read(driverVersionFile, 4_096))?.toString('latin1') ?? '';
    const version = /^NVRM version:.*?\s(\d{3,4})\.\d+/m.exec(text)?.[1];
    return version === undefined ? undefined : Number(version);
  }

  private listed(name: string): readonly string[] {
    return (this.view.environment[name] ?? '').split(/[:;]/).filter((folder) => folder !== '');
  }

  private async firstWith(
    library: string,
    folders: readonly string[],
  ): Promise<string | undefined> {
    for (const folder of folders) {
      const start = await this.view.read(path.posix.join(folder, library), headerBytes);
      if (start && isForX64(start)) return folder;
    }
    return undefined;
  }

  /** The paths are the cache's texts that begin with a slash, whatever the version of its format. */
  private cached(): Promise<readonly string[]> {
    this.cachePaths ??= this.view
      .read(cacheFile, mostCacheBytes)
      .then((bytes) => bytes?.toString('latin1').split('\0') ?? [])
      .then((texts) => texts.filter((text) => text.startsWith('/')));
    return this.cachePaths;
  }
}

function isForX64(start: Buffer): boolean {
  return (
    start.length === headerBytes &&
    start.toString('latin1', 0, 4) === elfMagic &&
    start[4] === class64 &&
    start.readUInt16LE(18) === machineX64
  );
}
