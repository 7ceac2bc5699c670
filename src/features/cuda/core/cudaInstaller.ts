import { DownloadError } from '../../../download/downloadError.js';
import type { FileRequest } from '../../../download/downloadFile.js';
import type { FilesProgress } from '../../../download/downloadFiles.js';
import { downloadFiles } from '../../../download/downloadFiles.js';
import type { DownloadTools } from '../../../download/downloadTools.js';
import type { Archives, CudaArchive, CudaPlatform } from './cudaPackages.js';
import { archiveAddress, archivesFor } from './cudaPackages.js';
import type { RuntimeStore } from './runtimeStore.js';
import type { RuntimeSource } from './stagedRuntime.js';
import { stageRuntime } from './stageRuntime.js';
import { BadArchive } from './badArchive.js';

export interface CudaInstallerOptions {
  readonly store: RuntimeStore;
  readonly source: RuntimeSource;
  readonly tools: DownloadTools;
  /** Address of the npm registry. */
  readonly registry: string;
}

/** How far an installation is. */
export type InstallProgress =
  | { readonly kind: 'downloading'; readonly download: FilesProgress }
  /** 0 to 1. */
  | { readonly kind: 'staging'; readonly fraction: number };

/** Downloads the CUDA archives and stages the runtime that they belong to. */
export class CudaInstaller {
  constructor(private readonly options: CudaInstallerOptions) {}

  /**
   * Goes on where an earlier attempt stopped; archives that are there are not downloaded again.
   * @param signal ends it; what was downloaded stays for the next time
   * @throws {DownloadError}; {BadArchive} where an archive is not what it should be, which is then thrown away
   */
  async install(
    archives: Archives,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, tools } = this.options;
    await store.alone(async () => {
      // runtimes of earlier versions make room first
      await store.clean(archives);
      await this.download(archives, tools, onProgress, signal);
      await this.stage(archives, onProgress, signal);
    });
  }

  /**
   * Removes what belongs to other versions of the extension, and stages the runtime anew where an update has left its
   * archives. Downloads nothing.
   * @returns whether the runtime is there
   */
  async tidy(platform: CudaPlatform | undefined, signal: AbortSignal): Promise<boolean> {
    const { store } = this.options;
    return store.alone(async () => {
      await store.clean(platform ? [platform.main, platform.extension] : []);
      if (store.isReady || !platform) return store.isReady;
      if (!(await store.hasArchive(platform.main))) return false;
      const archives = archivesFor(
        platform,
        (await store.hasArchive(platform.extension)) ? 12 : 13,
      );
      await this.stage(archives, () => undefined, signal);
      return true;
    });
  }

  private async download(
    archives: Archives,
    tools: DownloadTools,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const [first, ...others] = archives;
    const request = [this.request(first), ...others.map((one) => this.request(one))] as const;
    const there = await Promise.all(archives.map((one) => this.options.store.hasArchive(one)));
    await downloadFiles(
      request,
      tools,
      (file) => Promise.resolve(there[request.indexOf(file)] === true),
      (download) => {
        onProgress({ kind: 'downloading', download });
      },
      signal,
    );
  }

  private request(archive: CudaArchive): FileRequest {
    const address = archiveAddress(archive, this.options.registry);
    return {
      origin: { kind: 'address', address },
      addresses: [new URL(address)],
      target: this.options.store.archivePath(archive),
      published: { sizeBytes: archive.sizeBytes, sha256: archive.sha256 },
      checkStart: checkGzipStart,
    };
  }

  private async stage(
    archives: Archives,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, source, tools } = this.options;
    const files = archives.map((one) => ({ ...one, file: store.archivePath(one) }));
    try {
      await stageRuntime(
        { source, runtimes: store.folder, archives: files },
        tools,
        (fraction) => {
          onProgress({ kind: 'staging', fraction });
        },
        signal,
      );
    } catch (error) {
      if (error instanceof BadArchive) {
        for (const one of archives) await store.dropArchive(one);
      }
      throw error;
    }
  }
}

/** The first bytes of a gzip file (RFC 1952): its magic number and the method, deflate. */
function checkGzipStart(start: Buffer, host: string): void {
  if (start[0] === 0x1f && start[1] === 0x8b && start[2] === 8) return;
  throw new DownloadError('wrongKind', `What ${host} sends is no gzip file.`, { host });
}
