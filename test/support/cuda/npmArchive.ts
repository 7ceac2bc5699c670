import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar/header';
import type { CudaArchive } from '../../../src/features/cuda/core/cudaPackages.js';

export interface ArchiveEntry {
  readonly path: string;
  readonly bytes?: Buffer;
  /** A plain file unless said otherwise. */
  readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'Directory';
  readonly linkpath?: string;
}

const blockBytes = 512;

/** A gzipped tar file as the npm registry has them, byte by byte, so that hostile entries can be in it too. */
export function npmArchive(entries: readonly ArchiveEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, bytes = Buffer.alloc(0), type = 'File', linkpath }) => {
    const header = Buffer.alloc(blockBytes);
    new Header({
      path,
      type,
      mode: 0o644,
      size: bytes.length,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    }).encode(header, 0);
    const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
    return [header, bytes, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]));
}

/** The pin of an archive that a test has made. */
export function pinOf(
  name: string,
  archive: Buffer,
  entries: readonly ArchiveEntry[],
): CudaArchive {
  return {
    name,
    sizeBytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
    unpackedBytes: entries.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0),
  };
}
