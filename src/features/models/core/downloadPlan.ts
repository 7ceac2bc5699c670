import { modelParts } from '../../../base/gguf/modelParts.js';
import { DownloadError } from '../../../download/downloadError.js';
import type { FileRequest } from '../../../download/downloadFile.js';
import type { FilesRequest } from '../../../download/downloadFiles.js';
import type { DownloadOrigin, Endpoints } from '../../../download/downloadOrigin.js';
import { addressesOf, repositoryPage } from '../../../download/downloadOrigin.js';
import type { PublishedFile } from '../../../download/remoteFile.js';
import { checkGgufStart } from './ggufStart.js';
import type { RepositoryFile } from './huggingFaceFiles.js';
import { shownName, storePath } from './modelStore.js';

/** A model that is to be downloaded. */
export interface DownloadPlan {
  readonly name: string;
  readonly request: FilesRequest;
  /** Of all parts, where it is published. */
  readonly sizeBytes: number | undefined;
  /** Where its makers describe it. */
  readonly page: URL | undefined;
}

/**
 * Lays out the download of a model: all parts, where each comes from and where it goes.
 * @param first origin of the file, or of the first part
 * @param listed what the repository says of its files; empty where it was not asked
 * @param folder for models
 * @throws {DownloadError} notFound where a part is missing from the list; badName
 */
export function planDownload(
  first: DownloadOrigin,
  listed: readonly RepositoryFile[],
  folder: string,
  endpoints: Endpoints,
): DownloadPlan {
  const files = partOrigins(first).map((origin): FileRequest => {
    return {
      origin,
      addresses: addressesOf(origin, endpoints),
      target: storePath(folder, origin),
      published: publishedOf(origin, listed),
      checkStart: checkGgufStart,
    };
  });
  const [one, ...others] = files;
  if (!one) throw new DownloadError('notFound', 'The model has no files.');
  const sizes = files.map(({ published }) => published.sizeBytes);
  return {
    name: shownName(one.target),
    request: [one, ...others],
    sizeBytes: sizes.some((size) => size === undefined)
      ? undefined
      : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    page: first.kind === 'address' ? undefined : repositoryPage(first.repository, endpoints[0]),
  };
}

/** The origin of a model's first part, from that of any part. */
export function firstPartOrigin(origin: DownloadOrigin): DownloadOrigin {
  return origin.kind === 'huggingFace'
    ? { ...origin, path: firstPartTarget(origin.path) }
    : { ...origin, address: firstPartTarget(origin.address) };
}

/** The path of a model's first part, from that of any part. */
export function firstPartTarget(file: string): string {
  return file.replace(/-\d{5}-of-(\d{5}\.gguf)/, '-00001-of-$1');
}

function partOrigins(first: DownloadOrigin): readonly DownloadOrigin[] {
  if (first.kind === 'huggingFace') {
    return modelParts(first.path).map((path) => ({ ...first, path }));
  }
  const url = new URL(first.address);
  return modelParts(url.pathname).map((pathname) => {
    const part = new URL(url);
    part.pathname = pathname;
    return { kind: 'address', address: part.href };
  });
}

function publishedOf(origin: DownloadOrigin, listed: readonly RepositoryFile[]): PublishedFile {
  if (origin.kind === 'address' || listed.length === 0) return {};
  const file = listed.find(({ path }) => path === origin.path);
  if (!file) throw new DownloadError('notFound', 'The repository has no such file.');
  const { sizeBytes, sha256 } = file;
  return { sizeBytes, ...(sha256 === undefined ? {} : { sha256 }) };
}
