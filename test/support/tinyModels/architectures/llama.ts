import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addAttention,
  addDenseFeedForward,
  addLayerNorms,
  addRoutedExperts,
  setAttentionSizes,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const kvHeadCount = 1;

/** Dense: no experts at all. */
export const llama: TinyArchitecture = {
  name: 'llama',
  architecture: 'llama',
  hybrid: false,
  expertCount: 0,
  expertUsedCount: 0,
  sharedExpertCount: 0,
  denseLayers: [0, 1, 2],
  moeLayers: [],
  addTo: addLlama,
};

/** Mixtral is Llama with experts in every layer. */
export const mixtral: TinyArchitecture = {
  ...llama,
  name: 'mixtral',
  expertCount: 8,
  expertUsedCount: 2,
  denseLayers: [],
  moeLayers: [0, 1, 2],
};

function addLlama(model: TinyModelBuilder): void {
  const isMoe = model.description.expertCount > 0;
  const feedForwardLength = isMoe
    ? tinySizes.expertFeedForwardLength
    : tinySizes.denseFeedForwardLength;
  model.set('feed_forward_length', gguf.uint32(feedForwardLength));
  setAttentionSizes(model, kvHeadCount);
  model.norm('output_norm.weight', tinySizes.embeddingLength);
  for (const layer of layersOf(model.description)) {
    addLayerNorms(model, layer);
    addAttention(model, layer, { kvHeadCount });
    if (isMoe) {
      addRoutedExperts(model, layer);
    } else {
      addDenseFeedForward(model, layer);
    }
  }
}
