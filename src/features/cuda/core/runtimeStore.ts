import { mkdir, readdir, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../../base/clock.js';
import { diskFault } from '../../../download/diskFault.js';
import { withLock } from '../../../download/partLock.js';
import { partSuffix, stateSuffix } from '../../../download/partState.js';
import type { CudaArchive } from './cudaPackages.js';
import { archiveFile } from './cudaPackages.js';
import type { RuntimeSource } from './stagedRuntime.js';
import { manifestName, runtimeName, stagedEngine } from './stagedRuntime.js';

const archivesFolder = 'archives';
const lockFile = '.staging.lock';

/** The folder of staged runtimes and of the archives that they are made of, shared by all windows. */
export class RuntimeStore {
  readonly archives: string;

  /** @param folder absolute path; made when it is needed */
  constructor(
    readonly folder: string,
    private readonly source: RuntimeSource,
    private readonly clock: Clock,
  ) {
    this.archives = path.join(folder, archivesFolder);
  }

  /** Whether the next engine that starts is that of the staged runtime. */
  get isReady(): boolean {
    return stagedEngine(this.folder, this.source) !== undefined;
  }

  /** Where an archive is kept. */
  archivePath(archive: Pick<CudaArchive, 'name'>): string {
    return path.join(this.archives, archiveFile(archive));
  }

  /** Whether an archive came whole; its content is checked before it is used. */
  async hasArchive(archive: CudaArchive): Promise<boolean> {
    const info = await stat(this.archivePath(archive)).catch(() => undefined);
    return info?.size === archive.sizeBytes;
  }

  /** Whether anything is here, so that the user has wanted CUDA before. */
  async isEmpty(): Promise<boolean> {
    const names = [...(await namesIn(this.folder)), ...(await namesIn(this.archives))];
    return names.every((name) => name === archivesFolder || name === lockFile);
  }

  async dropArchive(archive: Pick<CudaArchive, 'name'>): Promise<void> {
    await rm(this.archivePath(archive), { force: true });
  }

  /**
   * Runs some work on the folder while no other window does.
   * @throws {DownloadError} busy, diskFailed
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    try {
      await mkdir(this.archives, { recursive: true });
    } catch (error) {
      throw diskFault(error);
    }
    return withLock(path.join(this.folder, lockFile), this.clock, work);
  }

  /**
   * Removes runtimes that were never finished or belong to another version of the extension, and archives of other
   * versions. What a running process holds open stays until the next time. To be called alone.
   */
  async clean(wanted: readonly Pick<CudaArchive, 'name'>[]): Promise<void> {
    const kept = new Set([archivesFolder, lockFile]);
    if (this.isReady) kept.add(runtimeName(this.source));
    await removeOthers(this.folder, (name) => kept.has(name));
    const names = wanted.map(archiveFile);
    await removeOthers(this.archives, (name) =>
      names.some((own) => [own, own + partSuffix, own + stateSuffix].includes(name)),
    );
  }

  /** Takes the staged runtime out of use at once: the next engine that starts is the extension's own. */
  async retire(): Promise<void> {
    const manifest = path.join(this.folder, runtimeName(this.source), manifestName);
    await unlink(manifest).catch((error: unknown) => {
      if (this.isReady) throw error;
    });
  }
}

async function removeOthers(folder: string, isKept: (name: string) => boolean): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (isKept(name)) continue;
    await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
