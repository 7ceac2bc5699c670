import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addAttention,
  addDenseFeedForward,
  addLayerNorms,
  addRoutedExperts,
  addSharedExperts,
  setAttentionSizes,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { denseFeedForwardLength, embeddingLength, expertFeedForwardLength, headCount } = tinySizes;

/** The first DeepSeekMoE: fine-grained experts, shared experts, a dense first layer. */
export const deepseek: TinyArchitecture = {
  name: 'deepseek',
  architecture: 'deepseek',
  hybrid: false,
  expertCount: 16,
  expertUsedCount: 4,
  sharedExpertCount: 2,
  denseLayers: [0],
  moeLayers: [1, 2, 3],
  addTo: addDeepseek,
};

function addDeepseek(model: TinyModelBuilder): void {
  const { denseLayers, sharedExpertCount } = model.description;
  model.set('feed_forward_length', gguf.uint32(denseFeedForwardLength));
  model.set('leading_dense_block_count', gguf.uint32(denseLayers.length));
  model.set('expert_feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('expert_shared_count', gguf.uint32(sharedExpertCount));
  model.set('expert_weights_scale', gguf.float32(1));
  setAttentionSizes(model, headCount);
  model.norm('output_norm.weight', embeddingLength);
  for (const layer of layersOf(model.description)) {
    addLayerNorms(model, layer);
    addAttention(model, layer, { kvHeadCount: headCount });
    if (denseLayers.includes(layer)) {
      addDenseFeedForward(model, layer);
    } else {
      addRoutedExperts(model, layer);
      addSharedExperts(model, layer, expertFeedForwardLength * sharedExpertCount);
    }
  }
}
