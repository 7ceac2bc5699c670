import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addAttention,
  addLayerNorms,
  addRoutedExperts,
  addSharedExperts,
  setAttentionSizes,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { denseFeedForwardLength, embeddingLength, expertFeedForwardLength } = tinySizes;
const kvHeadCount = 1;
const sharedFeedForwardLength = 64;

/** Qwen 1.5 and 2 MoE: one shared expert behind a gate of its own. */
export const qwen2Moe: TinyArchitecture = {
  name: 'qwen2Moe',
  architecture: 'qwen2moe',
  hybrid: false,
  // 12 is no power of two, so llama.cpp's fused top-k kernels do not apply.
  expertCount: 12,
  expertUsedCount: 4,
  sharedExpertCount: 1,
  denseLayers: [],
  moeLayers: [0, 1, 2],
  addTo: addQwen2Moe,
};

/** Qwen 3 MoE, the architecture of Qwen3-Coder-30B-A3B. */
export const qwen3Moe: TinyArchitecture = {
  name: 'qwen3Moe',
  architecture: 'qwen3moe',
  hybrid: false,
  expertCount: 16,
  expertUsedCount: 4,
  sharedExpertCount: 0,
  denseLayers: [],
  moeLayers: [0, 1, 2, 3],
  addTo: addQwen3Moe,
};

/** Mellum 2: Qwen 3 MoE with a sliding window in three layers of four. */
export const mellum: TinyArchitecture = {
  ...qwen3Moe,
  name: 'mellum',
  architecture: 'mellum',
  slidingWindowTokens: 64,
  addTo: (model) => {
    model.set('attention.sliding_window', gguf.uint32(64));
    model.set('attention.sliding_window_pattern', gguf.boolArray([true, true, true, false]));
    addQwen3Moe(model);
  },
};

function addQwen2Moe(model: TinyModelBuilder): void {
  setFeedForwardSizes(model);
  model.set('expert_shared_feed_forward_length', gguf.uint32(sharedFeedForwardLength));
  setAttentionSizes(model, kvHeadCount);
  model.norm('output_norm.weight', embeddingLength);
  for (const layer of layersOf(model.description)) {
    const prefix = `blk.${String(layer)}.`;
    addLayerNorms(model, layer);
    addAttention(model, layer, { kvHeadCount });
    for (const [part, length] of [
      ['q', embeddingLength],
      ['k', tinySizes.headLength],
      ['v', tinySizes.headLength],
    ] as const) {
      model.vector(`${prefix}attn_${part}.bias`, [length], 0.1);
    }
    addRoutedExperts(model, layer);
    addSharedExperts(model, layer, sharedFeedForwardLength);
    model.vector(
      `${prefix}ffn_gate_inp_shexp.weight`,
      [embeddingLength],
      1 / Math.sqrt(embeddingLength),
    );
  }
}

function addQwen3Moe(model: TinyModelBuilder): void {
  setFeedForwardSizes(model);
  setAttentionSizes(model, kvHeadCount);
  model.norm('output_norm.weight', embeddingLength);
  for (const layer of layersOf(model.description)) {
    addLayerNorms(model, layer);
    addAttention(model, layer, { kvHeadCount, queryKeyNorm: 'head' });
    addRoutedExperts(model, layer);
  }
}

function setFeedForwardSizes(model: TinyModelBuilder): void {
  model.set('feed_forward_length', gguf.uint32(denseFeedForwardLength));
  model.set('expert_feed_forward_length', gguf.uint32(expertFeedForwardLength));
}
