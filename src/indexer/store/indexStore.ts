import type { StoreKind } from '../../protocol/indexerProtocol.js';
import type { VectorStore } from './vectorStore.js';
import type { Chunk } from './chunk.js';

/** What is remembered of a file to see whether it has changed. */
export interface FileStamp {
  readonly mtimeMs: number;
  readonly sizeBytes: number;
  /** Of the content. */
  readonly hash: string;
}

export interface StoredFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to its workspace folder, with forward slashes: the words of it that can be searched for. */
  readonly relativePath: string;
  readonly languageId?: string;
  readonly stamp: FileStamp;
}

export interface CandidateChunk extends Chunk {
  /** In this store, until its file changes. */
  readonly id: number;
  readonly path: string;
  readonly relativePath: string;
  readonly languageId?: string;
}

export interface StoreStats {
  readonly files: number;
  readonly chunks: number;
  readonly sizeBytes: number;
}

/**
 * Keeps the index of one workspace on disk. Every method but {@link flush} is synchronous: all of it happens in the
 * index process.
 * @throws StoreBrokenError from any method when the file on disk cannot be used; the index is then built anew
 */
export interface IndexStore {
  readonly kind: StoreKind;
  readonly vectors: VectorStore;
  /** By absolute path. */
  stamps(): Map<string, FileStamp>;
  /** Replaces everything known of the file. */
  put(file: StoredFile, chunks: readonly Chunk[]): void;
  /** The file was written without a change of its content. */
  touch(path: string, stamp: FileStamp): void;
  remove(path: string): void;
  /**
   * The chunks that match best by BM25 over text, symbols and path.
   * @param within absolute paths of files or folders; empty = everywhere
   */
  candidates(terms: readonly string[], limit: number, within: readonly string[]): CandidateChunk[];
  /** Those of the ids that are there, in any order. */
  chunksOf(ids: readonly number[]): CandidateChunk[];
  /** @returns how many chunks hold each term, in the order of the terms */
  documentFrequencies(terms: readonly string[]): number[];
  stats(): StoreStats;
  /** Makes what was put until now survive the process. */
  flush(): Promise<void>;
  close(): void;
}

/** The index on disk is damaged, or of another version: throw it away and build it again. */
export class StoreBrokenError extends Error {
  override readonly name = 'StoreBrokenError';
}

/** Raised whenever chunks or terms change, so that an index of an older version is built again. */
export const indexFormatVersion = 2;
