import { dotPacked, packedLength } from './packedVector.js';
import type { Similarity } from './vectorStore.js';

/** Vectors between two looks at the clock. */
const vectorsPerLook = 256;

/**
 * How similar a vector is to packed ones, as many as the time allows. Those of another length, which another model made,
 * are passed over.
 * @param packed ids of chunks with their vectors
 */
export function similarVectors(
  vector: Float32Array,
  packed: Iterable<readonly [id: number, vector: Uint8Array]>,
  timeLimitMs: number,
): Similarity[] {
  const endMs = performance.now() + timeLimitMs;
  const found: Similarity[] = [];
  let untilLook = vectorsPerLook;
  for (const [id, other] of packed) {
    if (packedLength(other) !== vector.length) continue;
    found.push({ id, similarity: dotPacked(vector, other) });
    if (--untilLook > 0) continue;
    if (performance.now() > endMs) break;
    untilLook = vectorsPerLook;
  }
  return found;
}
