/** What one layer of a model holds, in bytes, as the GGUF's header lists it tensor by tensor. */
export interface LayerLayout {
  /** Attention or its recurrent counterpart, norms and the router. */
  readonly attentionBytes: number;
  /** Shared experts, or the feed-forward part of a dense layer. */
  readonly sharedBytes: number;
  /** All routed experts; 0 in a dense layer. */
  readonly routedBytes: number;
  /** The largest of their tensors, each of which holds one matrix of all experts. */
  readonly largestRoutedTensorBytes: number;
  /** Of the KV cache in F16; 0 in a layer without attention. */
  readonly cacheBytesPerToken: number;
  /** Recurrent state of a sequence, whatever the length of its context. */
  readonly stateBytes: number;
}

/** Widths of a model's activations, in numbers per token. */
export interface ModelWidths {
  readonly embedding: number;
  readonly vocabulary: number;
  /** Heads times their length. */
  readonly attention: number;
  /** Heads whose scores are written out, because flash attention does not take keys and values of unlike length. */
  readonly scoredHeads: number;
  readonly feedForward: number;
  readonly expertFeedForward: number;
  readonly expertCount: number;
  readonly expertsPerToken: number;
}

/** What a model needs memory for. llama.cpp keeps the input embeddings in system memory, wherever the layers are. */
export interface ModelLayout {
  readonly layers: readonly LayerLayout[];
  readonly embeddingBytes: number;
  /** The output matrix and its norm. */
  readonly outputBytes: number;
  /** The input embeddings serve as output matrix too: a GPU that computes the output gets a copy. */
  readonly isOutputTied: boolean;
  readonly widths: ModelWidths;
}

/** Numbers of the layers with routed experts, ascending. */
export function moeLayersOf({ layers }: ModelLayout): number[] {
  return layers.flatMap(({ routedBytes }, layer) => (routedBytes > 0 ? [layer] : []));
}
