import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addAttention,
  addLayerNorms,
  addRoutedExperts,
  addSharedExperts,
  setAttentionSizes,
  mixerGain,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { embeddingLength, expertFeedForwardLength, headLength } = tinySizes;
const kvHeadCount = 1;
const sharedFeedForwardLength = 64;
const isAttentionLayer = (layer: number): boolean => layer % 2 === 1;

/** Mamba 2: the recurrent block of Granite 4 hybrids; llama.cpp wants its inner length to be twice the embedding's. */
const ssm = {
  innerLength: 2 * embeddingLength,
  stateLength: 32,
  headCount: 4,
  groupCount: 1,
  convolutionLength: 4,
};

/** Granite 3 MoE: scaled embeddings, residuals and logits. */
export const graniteMoe: TinyArchitecture = {
  name: 'graniteMoe',
  architecture: 'granitemoe',
  hybrid: false,
  expertCount: 8,
  expertUsedCount: 2,
  sharedExpertCount: 0,
  denseLayers: [],
  moeLayers: [0, 1, 2],
  addTo: addGraniteMoe,
};

/** Granite 4 hybrid: Mamba 2 and attention layers in turn, all with routed and shared experts. */
export const graniteHybrid: TinyArchitecture = {
  ...graniteMoe,
  name: 'graniteHybrid',
  architecture: 'granitehybrid',
  hybrid: true,
  sharedExpertCount: 1,
  moeLayers: [0, 1, 2, 3],
  addTo: addGraniteHybrid,
};

function addGraniteMoe(model: TinyModelBuilder): void {
  setScales(model);
  setAttentionSizes(model, kvHeadCount);
  for (const layer of layersOf(model.description)) {
    addLayerNorms(model, layer);
    addAttention(model, layer, { kvHeadCount });
    addRoutedExperts(model, layer);
  }
}

function addGraniteHybrid(model: TinyModelBuilder): void {
  const layers = layersOf(model.description);
  setScales(model);
  model.set('expert_shared_feed_forward_length', gguf.uint32(sharedFeedForwardLength));
  // A layer without key-value heads is recurrent.
  model.set(
    'attention.head_count_kv',
    gguf.uint32Array(layers.map((layer) => (isAttentionLayer(layer) ? kvHeadCount : 0))),
  );
  model.set('rope.dimension_count', gguf.uint32(headLength));
  model.set('ssm.conv_kernel', gguf.uint32(ssm.convolutionLength));
  model.set('ssm.inner_size', gguf.uint32(ssm.innerLength));
  model.set('ssm.state_size', gguf.uint32(ssm.stateLength));
  model.set('ssm.time_step_rank', gguf.uint32(ssm.headCount));
  model.set('ssm.group_count', gguf.uint32(ssm.groupCount));
  for (const layer of layers) {
    addLayerNorms(model, layer);
    if (isAttentionLayer(layer)) {
      addAttention(model, layer, { kvHeadCount });
    } else {
      addMamba2(model, layer);
    }
    addRoutedExperts(model, layer);
    addSharedExperts(model, layer, sharedFeedForwardLength);
  }
}

function setScales(model: TinyModelBuilder): void {
  model.set('feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('logit_scale', gguf.float32(2));
  model.set('residual_scale', gguf.float32(0.5));
  model.set('embedding_scale', gguf.float32(2));
  model.set('attention.scale', gguf.float32(1 / headLength));
  model.norm('output_norm.weight', embeddingLength);
}

function addMamba2(model: TinyModelBuilder, layer: number): void {
  const prefix = `blk.${String(layer)}.ssm_`;
  const convolvedLength = ssm.innerLength + 2 * ssm.groupCount * ssm.stateLength;
  model.matrix(`${prefix}in.weight`, [
    embeddingLength,
    ssm.innerLength + convolvedLength + ssm.headCount,
  ]);
  model.preciseMatrix(`${prefix}conv1d.weight`, [ssm.convolutionLength, convolvedLength]);
  model.vector(`${prefix}conv1d.bias`, [convolvedLength], 0.1);
  model.vector(`${prefix}dt.bias`, [ssm.headCount], 0.1);
  // Negative, or the state would grow without bound.
  model.vector(`${prefix}a`, [1, ssm.headCount], 0.05, -0.5);
  model.vector(`${prefix}d`, [1, ssm.headCount], 0.1, 1);
  model.vector(`${prefix}norm.weight`, [ssm.innerLength / ssm.groupCount, ssm.groupCount], 0, 1);
  model.matrix(`${prefix}out.weight`, [ssm.innerLength, embeddingLength], mixerGain);
}
