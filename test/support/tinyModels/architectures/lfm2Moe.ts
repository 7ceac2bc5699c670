import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addAttention,
  addDenseFeedForward,
  addLayerNorms,
  addRoutedExperts,
  mixerGain,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { denseFeedForwardLength, embeddingLength, expertFeedForwardLength } = tinySizes;
const kvHeadCount = 1;
const convolutionLength = 3;
const sigmoidGate = 2;
const isAttentionLayer = (layer: number): boolean => layer % 2 === 1;

/** LFM2 MoE: short convolutions and attention in turn, sigmoid gate with a selection bias, a dense first layer. */
export const lfm2Moe: TinyArchitecture = {
  name: 'lfm2Moe',
  architecture: 'lfm2moe',
  hybrid: true,
  expertCount: 16,
  expertUsedCount: 4,
  sharedExpertCount: 0,
  denseLayers: [0],
  moeLayers: [1, 2, 3],
  addTo: addLfm2Moe,
};

function addLfm2Moe(model: TinyModelBuilder): void {
  const { denseLayers, expertCount } = model.description;
  const layers = layersOf(model.description);
  model.set('feed_forward_length', gguf.uint32(denseFeedForwardLength));
  model.set('leading_dense_block_count', gguf.uint32(denseLayers.length));
  model.set('expert_feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('expert_gating_func', gguf.uint32(sigmoidGate));
  model.set('shortconv.l_cache', gguf.uint32(convolutionLength));
  // A layer without key-value heads is a convolution.
  model.set(
    'attention.head_count_kv',
    gguf.uint32Array(layers.map((layer) => (isAttentionLayer(layer) ? kvHeadCount : 0))),
  );
  // In this architecture the norm at the output goes by the name of the one after the embeddings.
  model.norm('token_embd_norm.weight', embeddingLength);
  for (const layer of layers) {
    addLayerNorms(model, layer);
    if (isAttentionLayer(layer)) {
      addAttention(model, layer, { kvHeadCount, queryKeyNorm: 'head' });
    } else {
      addShortConvolution(model, layer);
    }
    if (denseLayers.includes(layer)) {
      addDenseFeedForward(model, layer);
    } else {
      addRoutedExperts(model, layer, { gain: 1.5 });
      model.vector(`blk.${String(layer)}.exp_probs_b.bias`, [expertCount], 0.3);
    }
  }
}

function addShortConvolution(model: TinyModelBuilder, layer: number): void {
  const prefix = `blk.${String(layer)}.shortconv.`;
  model.preciseMatrix(`${prefix}conv.weight`, [convolutionLength, embeddingLength]);
  model.matrix(`${prefix}in_proj.weight`, [embeddingLength, 3 * embeddingLength]);
  model.matrix(`${prefix}out_proj.weight`, [embeddingLength, embeddingLength], mixerGain);
}
