import { createHash } from 'node:crypto';
import type { Chunk } from '../store/chunk.js';

/**
 * What an embedding model reads of a chunk. Without its path, which the search by words covers: so a renamed file keeps
 * its vectors.
 */
export function embeddingText({ symbolTrail, text }: Pick<Chunk, 'symbolTrail' | 'text'>): string {
  return symbolTrail.length === 0 ? text : `${symbolTrail.join(' › ')}\n${text}`;
}

/** By which a chunk's vector is found again, wherever the chunk stands. */
export function embeddingHash(chunk: Pick<Chunk, 'symbolTrail' | 'text'>): string {
  return createHash('sha256').update(embeddingText(chunk)).digest('hex').slice(0, 32);
}
