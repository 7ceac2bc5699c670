import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import MiniSearch from 'minisearch';
import type { Options, Query } from 'minisearch';
import * as v from 'valibot';
import { errorMessage } from '../../base/errorMessage.js';
import type { Chunk } from './chunk.js';
import type {
  CandidateChunk,
  FileStamp,
  IndexStore,
  StoredFile,
  StoreStats,
} from './indexStore.js';
import { indexFormatVersion, StoreBrokenError } from './indexStore.js';
import { embeddingHash } from '../embed/embeddingText.js';
import type { HashedChunk } from './memoryVectors.js';
import { MemoryVectors } from './memoryVectors.js';
import { fieldWeights, searchableText } from './searchableText.js';

interface SearchDocument {
  readonly id: number;
  readonly path: string;
  readonly symbols: string;
  readonly text: string;
}

const searchOptions: Options<SearchDocument> = {
  fields: ['path', 'symbols', 'text'],
  idField: 'id',
  tokenize: (text) => (text === '' ? [] : text.split(' ')),
  processTerm: (term) => term,
  autoVacuum: true,
};

const storedChunk = v.object({
  id: v.number(),
  startLine: v.number(),
  endLine: v.number(),
  text: v.string(),
  symbolTrail: v.array(v.string()),
  symbols: v.array(v.string()),
});

const storedEntry = v.object({
  path: v.string(),
  relativePath: v.string(),
  languageId: v.exactOptional(v.string()),
  stamp: v.object({ mtimeMs: v.number(), sizeBytes: v.number(), hash: v.string() }),
  chunks: v.array(storedChunk),
});

const savedIndex = v.object({
  format: v.literal(indexFormatVersion),
  nextId: v.number(),
  entries: v.array(storedEntry),
});

type StoredEntry = v.InferOutput<typeof storedEntry>;
type StoredChunk = v.InferOutput<typeof storedChunk>;

interface KeptChunk {
  readonly entry: StoredEntry;
  readonly chunk: StoredChunk;
  readonly hash: string;
}

/**
 * The index in memory, saved as JSON: for a Node without SQLite. The inverted index is built again at the start, which
 * takes less time than reading it.
 */
export class MiniSearchStore implements IndexStore {
  readonly kind = 'minisearch';
  readonly vectors: MemoryVectors;
  private readonly search = new MiniSearch<SearchDocument>(searchOptions);
  private readonly entries = new Map<string, StoredEntry>();
  private readonly chunks = new Map<number, KeptChunk>();
  private nextId = 1;
  private changed = false;

  /** @param file made by the first {@link flush}; the vectors are in another beside it */
  constructor(private readonly file: string) {
    if (existsSync(file)) this.load();
    this.vectors = new MemoryVectors(vectorFile(file), () => this.hashedChunks(), isWithin);
  }

  /** Deletes what is kept on disk. */
  static delete(file: string): void {
    for (const each of [file, vectorFile(file)]) rmSync(each, { force: true });
  }

  stamps(): Map<string, FileStamp> {
    return new Map([...this.entries.values()].map((entry) => [entry.path, entry.stamp]));
  }

  put(file: StoredFile, chunks: readonly Chunk[]): void {
    this.remove(file.path);
    this.add({
      ...file,
      chunks: chunks.map(({ symbolTrail, symbols, ...chunk }) => ({
        ...chunk,
        symbolTrail: [...symbolTrail],
        symbols: [...symbols],
        id: this.nextId++,
      })),
    });
    this.changed = true;
  }

  touch(file: string, stamp: FileStamp): void {
    const entry = this.entries.get(file);
    if (!entry) return;
    entry.stamp = stamp;
    this.changed = true;
  }

  remove(file: string): void {
    const entry = this.entries.get(file);
    if (!entry) return;
    this.entries.delete(file);
    for (const chunk of entry.chunks) {
      this.chunks.delete(chunk.id);
      this.search.remove(searchDocument(entry, chunk));
    }
    this.changed = true;
  }

  candidates(terms: readonly string[], limit: number, within: readonly string[]): CandidateChunk[] {
    const found: CandidateChunk[] = [];
    const query: Query = { combineWith: 'OR', queries: [...terms] };
    for (const { id } of this.search.search(query, { boost: { ...fieldWeights } })) {
      const hit = this.chunks.get(Number(id));
      if (!hit || !isWithin(hit.entry.path, within)) continue;
      found.push(candidate(hit));
      if (found.length >= limit) break;
    }
    return found;
  }

  chunksOf(ids: readonly number[]): CandidateChunk[] {
    return ids.flatMap((id) => {
      const kept = this.chunks.get(id);
      return kept ? [candidate(kept)] : [];
    });
  }

  documentFrequencies(terms: readonly string[]): number[] {
    return terms.map((term) => this.search.search(term, { prefix: false, fuzzy: false }).length);
  }

  stats(): StoreStats {
    return {
      files: this.entries.size,
      chunks: this.chunks.size,
      sizeBytes: fileSize(this.file) + fileSize(vectorFile(this.file)),
    };
  }

  async flush(): Promise<void> {
    await this.vectors.flush();
    if (!this.changed) return;
    this.changed = false;
    const saved: v.InferInput<typeof savedIndex> = {
      format: indexFormatVersion,
      nextId: this.nextId,
      entries: [...this.entries.values()],
    };
    // a process that is killed while writing must leave the last whole index behind
    const partial = `${this.file}.partial`;
    await writeFile(partial, JSON.stringify(saved));
    await rename(partial, this.file);
  }

  close(): void {
    this.search.removeAll();
    this.entries.clear();
    this.chunks.clear();
  }

  private load(): void {
    try {
      const saved = v.parse(savedIndex, JSON.parse(readFileSync(this.file, 'utf8')));
      this.nextId = saved.nextId;
      for (const entry of saved.entries) this.add(entry);
    } catch (error) {
      throw new StoreBrokenError(errorMessage(error), { cause: error });
    }
  }

  private add(entry: StoredEntry): void {
    this.entries.set(entry.path, entry);
    for (const chunk of entry.chunks) {
      this.chunks.set(chunk.id, { entry, chunk, hash: embeddingHash(chunk) });
      this.search.add(searchDocument(entry, chunk));
    }
  }

  private *hashedChunks(): Generator<HashedChunk, void, void> {
    for (const [id, { entry, chunk, hash }] of this.chunks) {
      yield { id, path: entry.path, hash, symbolTrail: chunk.symbolTrail, text: chunk.text };
    }
  }
}

function vectorFile(file: string): string {
  return file.replace(/(?:\.json)?$/, '.vectors.json');
}

function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function candidate({ entry, chunk }: KeptChunk): CandidateChunk {
  const { path: file, relativePath, languageId } = entry;
  return { path: file, relativePath, ...(languageId && { languageId }), ...chunk };
}

function searchDocument(entry: StoredEntry, chunk: StoredChunk): SearchDocument {
  return { id: chunk.id, ...searchableText(entry.relativePath, chunk) };
}

function isWithin(file: string, within: readonly string[]): boolean {
  if (within.length === 0) return true;
  return within.some((one) => file === one || file.startsWith(one + path.sep));
}
