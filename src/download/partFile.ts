import type { FileHandle } from 'node:fs/promises';
import { rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { diskFault } from './diskFault.js';
import { DownloadError } from './downloadError.js';
import type { DownloadOrigin } from './downloadOrigin.js';
import { syncFolder } from './durableFile.js';
import type { PartState } from './partState.js';
import {
  isSameContent,
  partSuffix,
  readPartState,
  stateSuffix,
  writePartState,
} from './partState.js';
import { PieceMap } from './pieceMap.js';
import type { RemoteFile } from './remoteFile.js';

/** Opens a file as `fs.promises.open` does; tests put failing disks in its place. */
export type OpenFile = (file: string, flags: string) => Promise<FileHandle>;

/**
 * A file on its way: its bytes in `<name>.part`, and in `<name>.part.json` which of them are on the disk for certain.
 * The second file is replaced only after the first was synced, so that what it says is true after any interruption.
 */
export class PartFile {
  private savedBytes: number;
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly target: string,
    private readonly handle: FileHandle,
    private readonly state: PartState,
    readonly pieces: PieceMap,
  ) {
    this.savedBytes = pieces.receivedBytes;
  }

  /**
   * Continues where an earlier download of the same content stopped, else begins.
   * @throws {DownloadError} changed, where another server than the one that was begun with has another file; diskFull,
   * diskFailed
   */
  static async open(
    target: string,
    origin: DownloadOrigin,
    remote: RemoteFile,
    options: { readonly pieceSizeBytes: number; readonly openFile: OpenFile },
  ): Promise<PartFile> {
    const earlier = await usableState(target, remote);
    const state: PartState = earlier ?? {
      version: 1,
      origin,
      server: remote.address.origin,
      sizeBytes: remote.sizeBytes,
      validators: remote.validators,
      ...(remote.sha256 === undefined ? {} : { sha256: remote.sha256 }),
      pieceSizeBytes: options.pieceSizeBytes,
      received: [],
    };
    try {
      const handle = await options.openFile(target + partSuffix, earlier ? 'r+' : 'w');
      const pieces = new PieceMap(state.sizeBytes, state.pieceSizeBytes, state.received);
      const part = new PartFile(target, handle, state, pieces);
      if (!earlier) await part.save(true);
      return part;
    } catch (error) {
      throw diskFault(error);
    }
  }

  get path(): string {
    return this.target + partSuffix;
  }

  /** Writes bytes of one piece where it goes on. Calls for one piece must not overlap. */
  async append(index: number, chunks: readonly Buffer[]): Promise<void> {
    const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    try {
      const { bytesWritten } = await this.handle.writev(chunks, this.pieces.next(index));
      this.pieces.add(index, bytesWritten);
      if (bytesWritten < sizeBytes)
        throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    } catch (error) {
      throw diskFault(error);
    }
  }

  /** Makes everything received so far survive a power cut. Calls run one after the other. */
  save(isFirst = false): Promise<void> {
    const done = this.saving.then(() => this.saveNow(isFirst));
    this.saving = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.saving;
    await this.handle.close();
  }

  /** Gives the complete file its name. Close it first. */
  async finish(): Promise<void> {
    try {
      await rename(this.path, this.target);
      await syncFolder(path.dirname(this.target));
      await unlink(this.target + stateSuffix);
    } catch (error) {
      throw diskFault(error);
    }
  }

  /** Forgets everything received. Close it first. */
  async discard(): Promise<void> {
    await discardPart(this.target);
  }

  private async saveNow(isFirst: boolean): Promise<void> {
    const received = this.pieces.snapshot();
    const receivedBytes = this.pieces.receivedBytes;
    if (receivedBytes === this.savedBytes && !isFirst) return;
    try {
      await this.handle.datasync();
      await writePartState(this.target + stateSuffix, { ...this.state, received: [...received] });
    } catch (error) {
      throw diskFault(error);
    }
    this.savedBytes = receivedBytes;
  }
}

/** Deletes what there is of an unfinished download. */
export async function discardPart(target: string): Promise<void> {
  // the state first: bytes without a state are overwritten, a state without bytes would have to be doubted
  await unlink(target + stateSuffix).catch(() => undefined);
  await unlink(target + partSuffix).catch(() => undefined);
}

async function usableState(target: string, remote: RemoteFile): Promise<PartState | undefined> {
  const state = await readPartState(target + stateSuffix);
  const info = await stat(target + partSuffix).catch(() => undefined);
  if (!state || !info) return undefined;
  const pieces = new PieceMap(state.sizeBytes, state.pieceSizeBytes, state.received);
  if (pieces.endOfReceived > info.size) return undefined;
  if (isSameContent(state, remote)) return state;
  if (pieces.receivedBytes === 0 || state.server === remote.address.origin) return undefined;
  const { host } = remote.address;
  throw new DownloadError(
    'changed',
    `${host} has another file than the one that the download was begun with.`,
    { host },
  );
}
