/** What a model's routers choose from; the same for all of its requests. */
export interface RoutingShape {
  /** Numbers of the model's MoE layers, in the order of the routing array's second axis. */
  readonly layers: readonly number[];
  /** Routed experts of each MoE layer. */
  readonly expertCount: number;
  /** Experts chosen per token and layer: the length of the third axis. */
  readonly usedPerToken: number;
  /** Experts that every token passes through. */
  readonly sharedExpertCount: number;
}

/**
 * Which experts the router chose for the tokens of one request, measured in the engine. The array's shape
 * [token, MoE layer, k] is that of `routed_experts` in vLLM and SGLang.
 */
export interface RoutingTrace extends RoutingShape {
  /**
   * Expert ids in row-major order, shape [token, MoE layer, k]; {@link notComputed} where the layer did not run for the
   * token (in prefill the last layer only computes the rows that produce output).
   */
  readonly ids: Int16Array;
  /** Position in the sequence of each measured token, ascending; length = tokens of `ids`. */
  readonly positions: Int32Array;
  /** Measured tokens that belong to the prompt; the others were generated. */
  readonly promptTokens: number;
  /** Prompt tokens that came from the KV cache and so passed no router this time. */
  readonly reusedTokens: number;
  /** Text of each generated token that passed the routers, in order. */
  readonly generatedTexts: readonly string[];
  /** Tokens that passed the routers for this request but whose rows were lost, as when the buffer was full. */
  readonly droppedTokens: number;
}

/**
 * Rows of a request that is still running. Batches of one request arrive in order and without gaps; the
 * {@link RoutingTrace} at its end holds all their rows again and has the last word.
 */
export interface RoutingBatch extends RoutingShape {
  /** Row that the first row of `ids` has in the whole trace. */
  readonly firstRow: number;
  readonly ids: Int16Array;
  readonly positions: Int32Array;
  /** Rows of this batch that belong to the prompt; they come before the generated ones. */
  readonly promptTokens: number;
  readonly reusedTokens: number;
  /** Text of each generated row of this batch. */
  readonly generatedTexts: readonly string[];
}

export const notComputed = -1;

/** Size of one routed expert, for each MoE layer in the order of {@link RoutingShape.layers}. */
export interface ExpertWeights {
  /** Bytes of one expert's matrices as they are stored in the GGUF. */
  readonly bytesPerExpert: readonly number[];
  readonly parametersPerExpert: readonly number[];
}

/** Whether routing can be measured with the loaded model on this platform, and why not. */
export type RoutingAvailability =
  | { readonly kind: 'measured'; readonly recording: boolean }
  | { readonly kind: 'denseModel' }
  | { readonly kind: 'notMeasurable'; readonly reason: string };
