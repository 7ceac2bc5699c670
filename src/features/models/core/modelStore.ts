import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { modelParts } from '../../../base/gguf/modelParts.js';
import { writeChecksum } from './checksumFile.js';
import type { DownloadOrigin } from '../../../download/downloadOrigin.js';
import { discardPart } from '../../../download/partFile.js';
import { readPartState, stateSuffix } from '../../../download/partState.js';
import { safeFileName, safePathNames } from '../../../download/safeFileName.js';

/** How deep below a folder models are looked for: server, owner, repository, folder. */
const deepest = 5;
const laterPart = /-(?!00001)\d{5}-of-\d{5}\.gguf$/;

/** A model whose files are on the disk. */
export interface StoredModel {
  /** Of the file, or of the first part. */
  readonly path: string;
  /** Name of the file without part number and extension. */
  readonly name: string;
  readonly sizeBytes: number;
  /** False where a part is missing. */
  readonly isComplete: boolean;
}

/** A download that was not finished. */
export interface UnfinishedDownload {
  readonly origin: DownloadOrigin;
  /** Path that the part being received will have. */
  readonly target: string;
  readonly name: string;
  readonly receivedBytes: number;
  /** Of the part. */
  readonly sizeBytes: number;
}

/** What a folder for models holds. */
export interface FolderContent {
  readonly models: readonly StoredModel[];
  readonly unfinished: readonly UnfinishedDownload[];
}

/** Where a model's file is kept, below the folder for models. @throws {DownloadError} badName */
export function storePath(folder: string, origin: DownloadOrigin): string {
  if (origin.kind === 'huggingFace') {
    const names = [...safePathNames(origin.repository), ...safePathNames(origin.path)];
    return path.join(folder, ...names);
  }
  const { hostname, pathname } = new URL(origin.address);
  const name = decodeURIComponent(pathname).split('/').at(-1) ?? '';
  // an IPv6 address is no name for a folder on Windows
  const host = hostname.replace(/[[\]:]/g, '_');
  return path.join(folder, safeFileName(host), safeFileName(name));
}

/** Name to show a file by: without folders, part number and extension. */
export function shownName(file: string): string {
  return path.basename(file).replace(/(?:-\d{5}-of-\d{5})?\.gguf$/i, '');
}

/** Everything below a folder in one walk; empty where there is no such folder. */
export async function readFolder(folder: string): Promise<FolderContent> {
  const files = await filesBelow(folder, (name) => isModelFile(name) || isStateFile(name));
  const [models, unfinished] = await Promise.all([
    describeModels(files.filter(isModelFile)),
    readUnfinished(files.filter(isStateFile)),
  ]);
  return { models, unfinished };
}

/** The models below a folder; empty where there is no such folder. */
export async function listModels(folder: string): Promise<readonly StoredModel[]> {
  return describeModels(await filesBelow(folder, isModelFile));
}

/** The downloads below a folder that were begun and not finished. */
export async function listUnfinished(folder: string): Promise<readonly UnfinishedDownload[]> {
  return readUnfinished(await filesBelow(folder, isStateFile));
}

/** @returns undefined where the file itself is not there */
export async function describeModel(file: string): Promise<StoredModel | undefined> {
  const sizes = await Promise.all(modelParts(file).map(fileSize));
  if (sizes[0] === undefined) return undefined;
  return {
    path: file,
    name: shownName(file),
    sizeBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    isComplete: sizes.every((size) => size !== undefined),
  };
}

/** Deletes what was received of a download. */
export async function discardUnfinished({ target }: UnfinishedDownload): Promise<void> {
  await discardPart(target);
}

/**
 * Deletes all files of a model.
 * @param remove deletes one file, such as into the trash; by default for good
 */
export async function deleteModel(
  model: StoredModel,
  remove: (file: string) => Promise<void> = unlink,
): Promise<void> {
  for (const part of modelParts(model.path)) {
    if ((await fileSize(part)) === undefined) continue;
    await remove(part);
    await writeChecksum(part, undefined);
  }
}

async function describeModels(files: readonly string[]): Promise<readonly StoredModel[]> {
  const models = await Promise.all(
    files.filter((file) => !laterPart.test(file)).map((file) => describeModel(file)),
  );
  return models.filter((model) => model !== undefined);
}

async function readUnfinished(files: readonly string[]): Promise<readonly UnfinishedDownload[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const state = await readPartState(file);
      if (!state) return [];
      const target = file.slice(0, -stateSuffix.length);
      const receivedBytes = state.received.reduce((sum, bytes) => sum + bytes, 0);
      const { origin, sizeBytes } = state;
      return [{ origin, target, name: shownName(target), receivedBytes, sizeBytes }];
    }),
  );
  return found.flat();
}

function isModelFile(file: string): boolean {
  return file.toLowerCase().endsWith('.gguf');
}

function isStateFile(file: string): boolean {
  return file.endsWith(stateSuffix);
}

async function fileSize(file: string): Promise<number | undefined> {
  const info = await stat(file).catch(() => undefined);
  return info?.isFile() ? info.size : undefined;
}

async function filesBelow(
  folder: string,
  matches: (name: string) => boolean,
  depth = 0,
): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const entryPath = path.join(folder, entry.name);
      if (entry.isDirectory())
        return depth < deepest ? filesBelow(entryPath, matches, depth + 1) : [];
      return matches(entry.name) ? [entryPath] : [];
    }),
  );
  return found.flat().sort();
}
