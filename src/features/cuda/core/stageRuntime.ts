import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { diskFault } from '../../../download/diskFault.js';
import { DownloadError } from '../../../download/downloadError.js';
import type { DownloadTools } from '../../../download/downloadTools.js';
import { replaceFile, syncFolder } from '../../../download/durableFile.js';
import { sha256File } from '../../../download/sha256File.js';
import { BadArchive } from './badArchive.js';
import type { CudaArchive } from './cudaPackages.js';
import { packageClosure } from './packageClosure.js';
import type { RuntimeManifest, RuntimeSource } from './stagedRuntime.js';
import { engineFile, engineIdentity, manifestName, runtimeName } from './stagedRuntime.js';

/** Begins the name of a runtime that is being made. */
export const partialPrefix = '.partial-';

/** What the engine needs of the extension, besides its packages. */
const ownParts = [engineFile, path.join('native', 'prebuilds')];
const packagesFolder = 'node_modules';
const enginePackage = 'node-llama-cpp';

/** Files that are copied at a time. */
const parallelCopies = 8;

export interface StageRequest {
  readonly source: RuntimeSource;
  /** Folder of all staged runtimes, which exists. */
  readonly runtimes: string;
  /** Where the archives are, which were downloaded before. */
  readonly archives: readonly (CudaArchive & { readonly file: string })[];
}

export type StageTools = Pick<DownloadTools, 'openFile' | 'freeBytes' | 'policy'>;

/** @param fraction 0 to 1 of all bytes that are written */
export type OnStaged = (fraction: number) => void;

/**
 * Makes a second runtime, whole, beside the extension: a copy of the engine with what it imports, and the CUDA
 * packages among them, where node-llama-cpp looks for its binaries. It is made under another name and renamed when
 * everything is on the disk, so that a cut at any point leaves nothing that could be used.
 * @throws {BadArchive}; {DownloadError} diskFull, diskFailed; the signal's reason
 */
export async function stageRuntime(
  request: StageRequest,
  tools: StageTools,
  onProgress: OnStaged,
  signal: AbortSignal,
): Promise<void> {
  const { source, runtimes, archives } = request;
  for (const archive of archives) await checkArchive(archive, signal);
  let partial: string | undefined;
  try {
    const engine = engineIdentity(source);
    const files = await filesOf(source.directory, archives);
    const totalBytes = sumOf(files, archives);
    await checkSpace(totalBytes, runtimes, tools);
    partial = await mkdtemp(path.join(runtimes, partialPrefix));
    let doneBytes = 0;
    const add = (sizeBytes: number): void => {
      doneBytes += sizeBytes;
      onProgress(Math.min(1, doneBytes / totalBytes));
    };
    await copyFiles(files, source.directory, partial, add, signal);
    // its parser is evaluated when it is needed, not when the extension starts
    const { unpackPackage } = await import('./unpackPackage.js');
    for (const { name, file } of archives) {
      const target = path.join(partial, packagesFolder, ...name.split('/'));
      await unpackPackage(file, target, tools.openFile, add, signal);
    }
    const digests = archives.map(({ sha256 }) => sha256);
    await finish(partial, request, { version: 1, engine, archives: digests });
    partial = undefined;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof BadArchive ? error : diskFault(error);
  } finally {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true });
  }
}

/** Bytes that a runtime takes on the disk, besides the archives. */
export async function stagedBytes(
  { directory }: Pick<RuntimeSource, 'directory'>,
  archives: readonly CudaArchive[],
): Promise<number> {
  return sumOf(await filesOf(directory, archives), archives);
}

function sumOf(files: ReadonlyMap<string, number>, archives: readonly CudaArchive[]): number {
  const sizes = [...files.values(), ...archives.map(({ unpackedBytes }) => unpackedBytes)];
  return sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

/** A download was checked when it came; what was kept for long may have been damaged since. */
async function checkArchive(
  { file, sha256 }: StageRequest['archives'][number],
  signal: AbortSignal,
): Promise<void> {
  const found = await sha256File(file, signal);
  if (found !== sha256) throw new BadArchive('The archive is not the one that was published.');
}

/** The files of the runtime as paths relative to the extension, with their sizes in bytes. */
async function filesOf(
  directory: string,
  archives: readonly CudaArchive[],
): Promise<ReadonlyMap<string, number>> {
  const replaced = archives.map(({ name }) => path.join(packagesFolder, ...name.split('/')));
  const packages = await packageClosure(directory, enginePackage);
  const parts = [...ownParts, ...packages.filter((folder) => !replaced.includes(folder))];
  const files = new Map<string, number>();
  for (const part of parts) {
    for (const file of await filesUnder(directory, part)) {
      files.set(file, (await stat(path.join(directory, file))).size);
    }
  }
  return files;
}

/** Links, such as those to executables in `.bin`, are nothing that the engine imports. */
async function filesUnder(directory: string, part: string): Promise<readonly string[]> {
  const whole = path.join(directory, part);
  const info = await stat(whole).catch(() => undefined);
  // not every platform has a native addon
  if (!info) return [];
  if (info.isFile()) return [part];
  const entries = await readdir(whole, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

async function checkSpace(
  neededBytes: number,
  runtimes: string,
  { freeBytes, policy }: StageTools,
): Promise<void> {
  const free = await freeBytes(runtimes);
  const missingBytes = neededBytes + policy.spareBytes - (free ?? Infinity);
  if (missingBytes <= 0) return;
  throw new DownloadError('diskFull', 'The disk has too little room for the runtime.', {
    missingBytes,
  });
}

async function copyFiles(
  files: ReadonlyMap<string, number>,
  from: string,
  to: string,
  onBytes: (sizeBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const queue = [...files];
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      signal.throwIfAborted();
      const [file, sizeBytes] = next;
      await copySynced(path.join(from, file), path.join(to, file));
      onBytes(sizeBytes);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: parallelCopies }, work));
  const failure = workers.find((worker) => worker.status === 'rejected');
  if (failure) throw failure.reason;
}

async function copySynced(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  // not every file may be opened for writing, and what is opened for reading can be synced too
  const handle = await open(to, 'r');
  // Windows refuses that; there a file system that loses names and contents in another order is rare
  await handle.datasync().catch(() => undefined);
  await handle.close();
}

/** Gives a whole runtime its name. What was there under that name is no longer in use, or is of another build. */
async function finish(
  partial: string,
  { runtimes, source }: StageRequest,
  manifest: RuntimeManifest,
): Promise<void> {
  await replaceFile(path.join(partial, manifestName), JSON.stringify(manifest));
  const target = path.join(runtimes, runtimeName(source));
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
  await syncFolder(runtimes);
}
