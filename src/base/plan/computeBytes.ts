import type { ModelLayout } from './modelLayout.js';

/** Most tokens of a micro-batch: the engine sets llama.cpp's batch and micro-batch to this or the context, if less. */
export const batchTokens = 512;

const floatBytes = 4;
const halfBytes = 2;

export interface ComputeShare {
  readonly contextSize: number;
  /** Whether the output matrix is computed here. */
  readonly withOutput: boolean;
  /** Whether any layers are computed here. */
  readonly withLayers: boolean;
  /** The largest tensor of experts that are kept elsewhere and copied here for long prompts; 0 for none. */
  readonly copiedTensorBytes: number;
}

/**
 * Estimates llama.cpp's compute buffer for one context and one device. It is laid out for a full micro-batch and used
 * again from step to step, so its size is that of the largest step: the logits, or a layer's activations.
 */
export function computeBytes(layout: ModelLayout, share: ComputeShare): number {
  const { contextSize, withOutput, withLayers, copiedTensorBytes } = share;
  if (!withOutput && !withLayers) return 0;
  const { widths } = layout;
  const tokens = Math.min(batchTokens, contextSize);
  const hiddenBytes = 3 * tokens * widths.embedding * floatBytes;
  const outputBytes = withOutput ? tokens * widths.vocabulary * floatBytes : 0;
  // flash attention reads the mask in half precision; rows are those of the batch
  const maskBytes = withLayers ? tokens * contextSize * halfBytes : 0;
  const scoreBytes = widths.scoredHeads * tokens * contextSize * floatBytes;
  const attentionBytes = 3 * tokens * widths.attention * floatBytes + scoreBytes;
  const expertWidth =
    widths.expertsPerToken * (2 * widths.expertFeedForward + 2 * widths.embedding) +
    2 * widths.expertCount;
  const feedForwardBytes =
    tokens * Math.max(2 * widths.feedForward, expertWidth) * floatBytes + copiedTensorBytes;
  const layerBytes = withLayers ? Math.max(attentionBytes, feedForwardBytes) : 0;
  return hiddenBytes + maskBytes + Math.max(outputBytes, layerBytes);
}
