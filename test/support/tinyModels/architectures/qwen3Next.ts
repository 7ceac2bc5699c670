import { gguf } from '../../../../src/base/gguf/metadataValue.js';
import type { TinyArchitecture } from '../tinyArchitecture.js';
import { layersOf } from '../tinyArchitecture.js';
import {
  addAttention,
  addRoutedExperts,
  addSharedExperts,
  setAttentionSizes,
  mixerGain,
} from '../tinyLayers.js';
import type { TinyModelBuilder } from '../tinyModelBuilder.js';
import { tinySizes } from '../tinyModelBuilder.js';

const { denseFeedForwardLength, embeddingLength, expertFeedForwardLength } = tinySizes;
const kvHeadCount = 1;
const sharedFeedForwardLength = 64;
const attentionInterval = 4;

/** Gated delta net: the linear attention of the recurrent layers. */
const delta = { headLength: 32, keyHeadCount: 2, valueHeadCount: 4, convolutionLength: 4 };
const keyLength = delta.headLength * delta.keyHeadCount;
const valueLength = delta.headLength * delta.valueHeadCount;

/** Qwen3-Next: gated attention in every fourth layer, gated delta nets in the others, a gated shared expert. */
export const qwen3Next: TinyArchitecture = {
  name: 'qwen3Next',
  architecture: 'qwen3next',
  hybrid: true,
  expertCount: 16,
  expertUsedCount: 4,
  sharedExpertCount: 1,
  denseLayers: [],
  moeLayers: [0, 1, 2, 3],
  addTo: addQwen3Next,
};

function addQwen3Next(model: TinyModelBuilder): void {
  setSizes(model);
  model.norm('output_norm.weight', embeddingLength);
  for (const layer of layersOf(model.description)) {
    const prefix = `blk.${String(layer)}.`;
    model.norm(`${prefix}attn_norm.weight`, embeddingLength);
    model.norm(`${prefix}post_attention_norm.weight`, embeddingLength);
    if ((layer + 1) % attentionInterval === 0) {
      addAttention(model, layer, { kvHeadCount, queryKeyNorm: 'head', gatedQuery: true });
    } else {
      addDeltaNet(model, prefix);
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

function setSizes(model: TinyModelBuilder): void {
  model.set('feed_forward_length', gguf.uint32(denseFeedForwardLength));
  model.set('expert_feed_forward_length', gguf.uint32(expertFeedForwardLength));
  model.set('expert_shared_feed_forward_length', gguf.uint32(sharedFeedForwardLength));
  model.set('full_attention_interval', gguf.uint32(attentionInterval));
  model.set('ssm.conv_kernel', gguf.uint32(delta.convolutionLength));
  model.set('ssm.inner_size', gguf.uint32(valueLength));
  model.set('ssm.state_size', gguf.uint32(delta.headLength));
  model.set('ssm.time_step_rank', gguf.uint32(delta.valueHeadCount));
  model.set('ssm.group_count', gguf.uint32(delta.keyHeadCount));
  setAttentionSizes(model, kvHeadCount);
}

function addDeltaNet(model: TinyModelBuilder, prefix: string): void {
  const convolvedLength = 2 * keyLength + valueLength;
  model.matrix(`${prefix}attn_qkv.weight`, [embeddingLength, convolvedLength]);
  model.matrix(`${prefix}attn_gate.weight`, [embeddingLength, valueLength]);
  model.preciseMatrix(`${prefix}ssm_conv1d.weight`, [delta.convolutionLength, convolvedLength]);
  model.vector(`${prefix}ssm_dt.bias`, [delta.valueHeadCount], 0.1);
  // Negative, or the state would grow without bound.
  model.vector(`${prefix}ssm_a`, [delta.valueHeadCount], 0.05, -0.5);
  model.matrix(`${prefix}ssm_ba.weight`, [embeddingLength, 2 * delta.valueHeadCount]);
  model.norm(`${prefix}ssm_norm.weight`, delta.headLength);
  model.matrix(`${prefix}ssm_out.weight`, [valueLength, embeddingLength], mixerGain);
}
