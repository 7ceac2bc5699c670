import type { ChunkSize } from '../scheduling/chunkSize.js';
import type { Turn } from '../scheduling/lanes.js';
import type { TokenSequence } from '../runtime/tokenSequence.js';
import type { PromptTokens } from './promptTokens.js';

/** What prefilling needs of a sequence. */
export type PrefillSequence = Pick<
  TokenSequence,
  'commonPrefixLength' | 'keepCommonPrefix' | 'evaluate' | 'takeCheckpoint'
>;

export interface PrefillResult {
  /** Prompt tokens found in the KV cache. */
  readonly reused: number;
  /** Prompt tokens computed; fewer than the rest of the prompt after an abort. */
  readonly prefilled: number;
}

/**
 * Brings the KV cache to the prompt without its last token (whose logits the first generated token needs). Works in
 * chunks and tests the signal between them, since a llama.cpp batch that has begun cannot be stopped; what was computed
 * before an abort stays in the cache.
 */
export async function prefill(
  sequence: PrefillSequence,
  prompt: PromptTokens,
  chunks: Pick<ChunkSize, 'tokens' | 'observe'>,
  turn: Turn,
  signal: AbortSignal,
): Promise<PrefillResult> {
  const wanted = prompt.tokens.slice(0, -1);
  const held = sequence.commonPrefixLength(prompt.tokens);
  const kept = await sequence.keepCommonPrefix(wanted);
  // The last token counts as reused when the cache held the whole prompt: it is computed again, but like a generated one.
  const lastHeld = kept === wanted.length && held >= prompt.tokens.length ? 1 : 0;
  let at = kept;
  while (at < wanted.length) {
    await turn.giveWay(signal);
    if (signal.aborted) return { reused: kept, prefilled: at - kept };
    const end = chunkEnd(at, wanted.length, chunks.tokens, prompt.checkpointLengths);
    const startedAt = performance.now();
    await sequence.evaluate(wanted.slice(at, end));
    chunks.observe(end - at, performance.now() - startedAt);
    if (prompt.checkpointLengths.includes(end)) await sequence.takeCheckpoint();
    at = end;
  }
  return { reused: kept + lastHeld, prefilled: prompt.tokens.length - kept - lastHeld };
}

/** The end of the chunk that begins at `at`; a checkpoint's place is always a chunk's end. */
export function chunkEnd(
  at: number,
  length: number,
  chunkTokens: number,
  checkpointLengths: readonly number[],
): number {
  const checkpoint = checkpointLengths.find((place) => place > at) ?? length;
  return Math.min(at + chunkTokens, checkpoint, length);
}
