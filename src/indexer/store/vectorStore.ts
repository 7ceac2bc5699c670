import type { Chunk } from './chunk.js';

/** Whose vectors a store holds. */
export interface VectorModel {
  readonly id: string;
  readonly dimensions: number;
}

/** A chunk's text that has no vector yet. */
export interface MissingVector extends Pick<Chunk, 'symbolTrail' | 'text'> {
  readonly hash: string;
}

export interface VectorStats {
  /** Different texts among the chunks, and those of them that have a vector. */
  readonly texts: number;
  readonly embedded: number;
  /** Of all vectors, those of texts that are gone included. */
  readonly sizeBytes: number;
}

export interface Similarity {
  /** Of the chunk. */
  readonly id: number;
  /** Cosine: −1 to 1. */
  readonly similarity: number;
}

/**
 * Vectors of the chunks' texts by one embedding model. They belong to texts, not to chunks: what was embedded once is not
 * embedded again when it moves, is copied or comes back with a branch.
 */
export interface VectorStore {
  /** Says whose vectors are meant from now on; those of any other model are deleted. */
  useModel(model: VectorModel): void;
  missing(limit: number): MissingVector[];
  /** @param vector of length 1 */
  put(hash: string, vector: Float32Array): void;
  stats(): VectorStats;
  /**
   * The similarity of every chunk that has a vector of as many numbers.
   * @param vector of length 1
   * @param within absolute paths of files or folders; empty = everywhere
   * @param timeLimitMs after which the rest is left out
   */
  similarities(vector: Float32Array, within: readonly string[], timeLimitMs: number): Similarity[];
  /** Deletes vectors of texts that are gone when there are more of them than of texts that are there. */
  prune(): void;
}
