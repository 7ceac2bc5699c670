import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { errorMessage } from '../../base/errorMessage.js';
import type { Chunk } from './chunk.js';
import { StoreBrokenError } from './indexStore.js';
import { packVector } from './packedVector.js';
import { similarVectors } from './similarVectors.js';
import type {
  MissingVector,
  Similarity,
  VectorModel,
  VectorStats,
  VectorStore,
} from './vectorStore.js';

/** A chunk as its store holds it. */
export interface HashedChunk extends Pick<Chunk, 'symbolTrail' | 'text'> {
  readonly id: number;
  /** Absolute path of its file. */
  readonly path: string;
  readonly hash: string;
}

const savedVectors = v.object({
  model: v.object({ id: v.string(), dimensions: v.number() }),
  /** Packed, as base64, by hash. */
  vectors: v.record(v.string(), v.string()),
});

/** Vectors in memory, saved as JSON: for a Node without SQLite. */
export class MemoryVectors implements VectorStore {
  private model: VectorModel | undefined;
  private readonly vectors = new Map<string, Uint8Array>();
  private changed = false;

  /**
   * @param file made by the first {@link flush}
   * @param chunks all chunks of the store, now
   * @param isWithin whether a file is one of the places or lies in one; always so for no places
   */
  constructor(
    private readonly file: string,
    private readonly chunks: () => Iterable<HashedChunk>,
    private readonly isWithin: (path: string, places: readonly string[]) => boolean,
  ) {
    if (existsSync(file)) this.load();
  }

  useModel({ id, dimensions }: VectorModel): void {
    if (this.model?.id === id && this.model.dimensions === dimensions) return;
    this.model = { id, dimensions };
    this.vectors.clear();
    this.changed = true;
  }

  missing(limit: number): MissingVector[] {
    const found = new Map<string, MissingVector>();
    for (const { hash, symbolTrail, text } of this.chunks()) {
      if (found.size >= limit) break;
      if (!this.vectors.has(hash)) found.set(hash, { hash, symbolTrail, text });
    }
    return [...found.values()];
  }

  put(hash: string, vector: Float32Array): void {
    this.vectors.set(hash, packVector(vector));
    this.changed = true;
  }

  stats(): VectorStats {
    const texts = this.hashes();
    const sizeBytes = [...this.vectors].reduce(
      (sum, [hash, vector]) => sum + hash.length + vector.length,
      0,
    );
    const embedded = [...texts].filter((hash) => this.vectors.has(hash)).length;
    return { texts: texts.size, embedded, sizeBytes };
  }

  similarities(vector: Float32Array, within: readonly string[], timeLimitMs: number): Similarity[] {
    return similarVectors(vector, this.packed(within), timeLimitMs);
  }

  prune(): void {
    const texts = this.hashes();
    const orphans = [...this.vectors.keys()].filter((hash) => !texts.has(hash));
    if (orphans.length <= texts.size) return;
    for (const hash of orphans) this.vectors.delete(hash);
    this.changed = true;
  }

  async flush(): Promise<void> {
    if (!this.changed || !this.model) return;
    this.changed = false;
    const vectors = Object.fromEntries(
      [...this.vectors].map(([hash, packed]) => [hash, Buffer.from(packed).toString('base64')]),
    );
    const saved: v.InferInput<typeof savedVectors> = { model: { ...this.model }, vectors };
    const partial = `${this.file}.partial`;
    await writeFile(partial, JSON.stringify(saved));
    await rename(partial, this.file);
  }

  private *packed(within: readonly string[]): Generator<readonly [id: number, vector: Uint8Array]> {
    for (const { id, path, hash } of this.chunks()) {
      const vector = this.vectors.get(hash);
      if (vector && this.isWithin(path, within)) yield [id, vector];
    }
  }

  private hashes(): Set<string> {
    return new Set(Array.from(this.chunks(), ({ hash }) => hash));
  }

  private load(): void {
    try {
      const saved = v.parse(savedVectors, JSON.parse(readFileSync(this.file, 'utf8')));
      this.model = saved.model;
      for (const [hash, packed] of Object.entries(saved.vectors)) {
        this.vectors.set(hash, Uint8Array.from(Buffer.from(packed, 'base64')));
      }
    } catch (error) {
      throw new StoreBrokenError(errorMessage(error), { cause: error });
    }
  }
}
