import { gguf } from '../../../src/base/gguf/metadataValue.js';
import type { TinyModelBuilder } from './tinyModelBuilder.js';
import { tinySizes } from './tinyModelBuilder.js';

const { embeddingLength, headCount, headLength, denseFeedForwardLength } = tinySizes;

/** Spread of router logits: experts differ clearly, and differently for each token. */
const routerGain = 3;

/**
 * Gain of the output projection of whatever mixes tokens (attention, convolution, state space). Averaging over a context
 * shrinks random values, so without it the last token alone would decide what comes next.
 */
export const mixerGain = 4;

/** Gain of queries: attention picks some tokens instead of averaging over all. */
export const queryGain = 3;

export interface AttentionShape {
  readonly kvHeadCount: number;
  /** 'head' normalises queries and keys per head, 'whole' over all heads at once. */
  readonly queryKeyNorm?: 'head' | 'whole';
  /** A query projection that carries an output gate is twice as wide. */
  readonly gatedQuery?: boolean;
}

/** Query, key, value and output projections of one layer's attention. */
export function addAttention(model: TinyModelBuilder, layer: number, shape: AttentionShape): void {
  const prefix = `blk.${String(layer)}.attn_`;
  const queryLength = headCount * headLength;
  const keyLength = shape.kvHeadCount * headLength;
  const queryWidth = shape.gatedQuery === true ? 2 * queryLength : queryLength;
  model.matrix(`${prefix}q.weight`, [embeddingLength, queryWidth], queryGain);
  model.matrix(`${prefix}k.weight`, [embeddingLength, keyLength]);
  model.matrix(`${prefix}v.weight`, [embeddingLength, keyLength]);
  model.matrix(`${prefix}output.weight`, [queryLength, embeddingLength], mixerGain);
  if (shape.queryKeyNorm !== undefined) {
    const isWhole = shape.queryKeyNorm === 'whole';
    model.norm(`${prefix}q_norm.weight`, isWhole ? queryLength : headLength, queryGain);
    model.norm(`${prefix}k_norm.weight`, isWhole ? keyLength : headLength);
  }
}

/** The metadata that says how long a head is and how many key-value heads there are. */
export function setAttentionSizes(model: TinyModelBuilder, kvHeadCount: number): void {
  model.set('attention.head_count_kv', gguf.uint32(kvHeadCount));
  model.set('attention.key_length', gguf.uint32(headLength));
  model.set('attention.value_length', gguf.uint32(headLength));
  model.set('rope.dimension_count', gguf.uint32(headLength));
}

/** The norms before attention and before the feed-forward block. */
export function addLayerNorms(model: TinyModelBuilder, layer: number): void {
  model.norm(`blk.${String(layer)}.attn_norm.weight`, embeddingLength);
  model.norm(`blk.${String(layer)}.ffn_norm.weight`, embeddingLength);
}

/** A gated feed-forward block that every token passes. */
export function addDenseFeedForward(model: TinyModelBuilder, layer: number): void {
  addGatedBlock(model, `blk.${String(layer)}.ffn_`, '', denseFeedForwardLength);
}

/** The router and its experts. `gain` sets the spread of the router's logits. */
export function addRoutedExperts(
  model: TinyModelBuilder,
  layer: number,
  options: { feedForwardLength?: number; gain?: number } = {},
): void {
  const { feedForwardLength = tinySizes.expertFeedForwardLength, gain = routerGain } = options;
  const { expertCount } = model.description;
  const prefix = `blk.${String(layer)}.ffn_`;
  model.preciseMatrix(`${prefix}gate_inp.weight`, [embeddingLength, expertCount], gain);
  model.matrix(`${prefix}gate_exps.weight`, [embeddingLength, feedForwardLength, expertCount]);
  model.matrix(`${prefix}up_exps.weight`, [embeddingLength, feedForwardLength, expertCount]);
  model.matrix(`${prefix}down_exps.weight`, [feedForwardLength, embeddingLength, expertCount]);
}

/** The expert or experts that every token passes, as one block of `feedForwardLength`. */
export function addSharedExperts(
  model: TinyModelBuilder,
  layer: number,
  feedForwardLength: number,
): void {
  addGatedBlock(model, `blk.${String(layer)}.ffn_`, '_shexp', feedForwardLength);
}

function addGatedBlock(
  model: TinyModelBuilder,
  prefix: string,
  suffix: string,
  length: number,
): void {
  model.matrix(`${prefix}gate${suffix}.weight`, [embeddingLength, length]);
  model.matrix(`${prefix}up${suffix}.weight`, [embeddingLength, length]);
  model.matrix(`${prefix}down${suffix}.weight`, [length, embeddingLength]);
}
