import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addDenseFeedForward,
  addLayerNorms,
  addRoutedExperts,
  addSharedExperts,
  mixerGain,
  queryGain,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { denseFeedForwardLength, embeddingLength, expertFeedForwardLength, headCount } = tinySizes;

/** Multi-head latent attention: keys and values are expanded from one short latent per token. */
const latentLength = 64;
const queryLatentLength = 64;
const ropeLength = 32;
const plainLength = 32;
const valueLength = 32;

interface Gate {
  /** `expert_gating_func` in llama.cpp: 1 softmax, 2 sigmoid. */
  readonly function: 1 | 2;
  /** Spread of the logits; small enough that a sigmoid does not saturate. */
  readonly gain: number;
  /** Groups of experts of which only some may be used, and a bias that moves the selection but not the weights. */
  readonly groups?: {
    readonly count: number;
    readonly usedCount: number;
    readonly selectionBias: number;
  };
}

/** DeepSeek-V2: softmax gate. */
export const deepseekV2: TinyArchitecture = {
  name: 'deepseekV2',
  architecture: 'deepseek2',
  hybrid: false,
  expertCount: 16,
  expertUsedCount: 4,
  sharedExpertCount: 2,
  denseLayers: [0],
  moeLayers: [1, 2, 3],
  addTo: (model) => {
    addDeepseek2(model, { function: 1, gain: 3 });
  },
};

/** DeepSeek-V3: sigmoid gate with a selection bias, experts chosen within the best groups. */
export const deepseekV3: TinyArchitecture = {
  ...deepseekV2,
  name: 'deepseekV3',
  addTo: (model) => {
    addDeepseek2(model, {
      function: 2,
      gain: 1.5,
      groups: { count: 4, usedCount: 2, selectionBias: 0.3 },
    });
  },
};

function addDeepseek2(model: TinyModelBuilder, gate: Gate): void {
  const { denseLayers, expertCount, sharedExpertCount } = model.description;
  setAttentionMetadata(model);
  setExpertMetadata(model, gate);
  model.norm('output_norm.weight', embeddingLength);
  for (const layer of layersOf(model.description)) {
    addLayerNorms(model, layer);
    addLatentAttention(model, layer);
    if (denseLayers.includes(layer)) {
      addDenseFeedForward(model, layer);
      continue;
    }
    addRoutedExperts(model, layer, { gain: gate.gain });
    addSharedExperts(model, layer, expertFeedForwardLength * sharedExpertCount);
    if (gate.groups !== undefined) {
      model.vector(
        `blk.${String(layer)}.exp_probs_b.bias`,
        [expertCount],
        gate.groups.selectionBias,
      );
    }
  }
}

function setAttentionMetadata(model: TinyModelBuilder): void {
  // The absorbed form of latent attention is multi-query: one key-value head as long as the latent.
  model.set('attention.head_count_kv', gguf.uint32(1));
  model.set('attention.key_length', gguf.uint32(latentLength + ropeLength));
  model.set('attention.value_length', gguf.uint32(latentLength));
  model.set('attention.key_length_mla', gguf.uint32(plainLength + ropeLength));
  model.set('attention.value_length_mla', gguf.uint32(valueLength));
  model.set('attention.q_lora_rank', gguf.uint32(queryLatentLength));
  model.set('attention.kv_lora_rank', gguf.uint32(latentLength));
  model.set('rope.dimension_count', gguf.uint32(ropeLength));
}

function setExpertMetadata(model: TinyModelBuilder, gate: Gate): void {
  const { denseLayers, sharedExpertCount } = model.description;
  model.set('feed_forward_length', gguf.uint32(denseFeedForwardLength));
  model.set('leading_dense_block_count', gguf.uint32(denseLayers.length));
  model.set('expert_feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('expert_shared_count', gguf.uint32(sharedExpertCount));
  model.set('expert_weights_scale', gguf.float32(1));
  model.set('expert_weights_norm', gguf.bool(gate.groups !== undefined));
  model.set('expert_gating_func', gguf.uint32(gate.function));
  if (gate.groups !== undefined) {
    model.set('expert_group_count', gguf.uint32(gate.groups.count));
    model.set('expert_group_used_count', gguf.uint32(gate.groups.usedCount));
  }
}

function addLatentAttention(model: TinyModelBuilder, layer: number): void {
  const prefix = `blk.${String(layer)}.attn_`;
  model.matrix(`${prefix}q_a.weight`, [embeddingLength, queryLatentLength]);
  model.norm(`${prefix}q_a_norm.weight`, queryLatentLength);
  model.matrix(
    `${prefix}q_b.weight`,
    [queryLatentLength, headCount * (plainLength + ropeLength)],
    queryGain,
  );
  model.matrix(`${prefix}kv_a_mqa.weight`, [embeddingLength, latentLength + ropeLength]);
  model.norm(`${prefix}kv_a_norm.weight`, latentLength);
  // F32 because llama.cpp v0.4.0 on CPUs with AMX fails on these three-dimensional matrices in any other encoding.
  model.preciseMatrix(`${prefix}k_b.weight`, [plainLength, latentLength, headCount]);
  model.preciseMatrix(`${prefix}v_b.weight`, [latentLength, valueLength, headCount]);
  model.matrix(`${prefix}output.weight`, [headCount * valueLength, embeddingLength], mixerGain);
}
