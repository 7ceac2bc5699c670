import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import { addAttention, addLayerNorms, addRoutedExperts, setAttentionSizes } from '../tinyLayers.js';
import { tinySizes } from '../tinyModelBuilder.js';

/** OLMoE: every layer routed, norms over all heads at once. */
export const olmoe: TinyArchitecture = {
  name: 'olmoe',
  architecture: 'olmoe',
  hybrid: false,
  expertCount: 16,
  expertUsedCount: 4,
  sharedExpertCount: 0,
  denseLayers: [],
  moeLayers: [0, 1, 2],
  addTo: (model) => {
    model.set('feed_forward_length', gguf.uint32(tinySizes.expertFeedForwardLength));
    setAttentionSizes(model, tinySizes.headCount);
    model.norm('output_norm.weight', tinySizes.embeddingLength);
    for (const layer of layersOf(model.description)) {
      addLayerNorms(model, layer);
      addAttention(model, layer, { kvHeadCount: tinySizes.headCount, queryKeyNorm: 'whole' });
      addRoutedExperts(model, layer);
    }
  },
};
