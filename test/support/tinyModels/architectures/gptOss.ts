import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import { addAttention, addRoutedExperts, setAttentionSizes } from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { embeddingLength, expertFeedForwardLength, headCount, headLength } = tinySizes;
const kvHeadCount = 1;
const slidingWindowTokens = 64;
const biasDeviation = 0.1;

/** gpt-oss: biases everywhere, attention sinks, a sliding window in every other layer. (Its experts ship as MXFP4.) */
export const gptOss: TinyArchitecture = {
  name: 'gptOss',
  architecture: 'gpt-oss',
  hybrid: false,
  slidingWindowTokens,
  expertCount: 8,
  expertUsedCount: 4,
  sharedExpertCount: 0,
  denseLayers: [],
  moeLayers: [0, 1, 2, 3],
  addTo: addGptOss,
};

function addGptOss(model: TinyModelBuilder): void {
  model.set('feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('expert_feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('attention.sliding_window', gguf.uint32(slidingWindowTokens));
  setAttentionSizes(model, kvHeadCount);
  model.norm('output_norm.weight', embeddingLength);
  for (const layer of layersOf(model.description)) {
    const prefix = `blk.${String(layer)}.`;
    model.norm(`${prefix}attn_norm.weight`, embeddingLength);
    model.norm(`${prefix}post_attention_norm.weight`, embeddingLength);
    addAttention(model, layer, { kvHeadCount });
    model.vector(`${prefix}attn_sinks.weight`, [headCount], 1);
    addRoutedExperts(model, layer);
    addBiases(model, prefix);
  }
}

function addBiases(model: TinyModelBuilder, prefix: string): void {
  const { expertCount } = model.description;
  const biases: readonly [part: string, dimensions: readonly number[]][] = [
    ['attn_q', [headCount * headLength]],
    ['attn_k', [kvHeadCount * headLength]],
    ['attn_v', [kvHeadCount * headLength]],
    ['attn_output', [embeddingLength]],
    ['ffn_gate_inp', [expertCount]],
    ['ffn_gate_exps', [expertFeedForwardLength, expertCount]],
    ['ffn_up_exps', [expertFeedForwardLength, expertCount]],
    ['ffn_down_exps', [embeddingLength, expertCount]],
  ];
  for (const [part, dimensions] of biases) {
    model.vector(`${prefix}${part}.bias`, dimensions, biasDeviation);
  }
}
