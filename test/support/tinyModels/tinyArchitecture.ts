import type { TinyModelBuilder } from './tinyModelBuilder.js';

export type TinyModelName =
  | 'llama'
  | 'mixtral'
  | 'deepseek'
  | 'deepseekV2'
  | 'deepseekV3'
  | 'qwen2Moe'
  | 'qwen3Moe'
  | 'mellum'
  | 'olmoe'
  | 'graniteMoe'
  | 'graniteHybrid'
  | 'gptOss'
  | 'lfm2Moe'
  | 'qwen3Next';

/** What a tiny model is, and how its own part of the GGUF is written. Layers are numbered from 0. */
export interface TinyArchitecture {
  readonly name: TinyModelName;
  /** `general.architecture` of the file. */
  readonly architecture: string;
  /** Has recurrent layers beside attention, so that a KV cache alone cannot resume it. */
  readonly hybrid: boolean;
  /** Tokens that sliding-window layers look back; absent where every attention layer sees all. */
  readonly slidingWindowTokens?: number;
  /** Routed experts per MoE layer; 0 in a dense model. */
  readonly expertCount: number;
  /** Routed experts that each token uses in a MoE layer (top-k). */
  readonly expertUsedCount: number;
  /** Experts that every token passes besides the routed ones. */
  readonly sharedExpertCount: number;
  /** Layers with a dense feed-forward block. */
  readonly denseLayers: readonly number[];
  /** Layers that route tokens to experts. */
  readonly moeLayers: readonly number[];
  /** Writes the metadata and tensors that this architecture adds to the common ones. */
  readonly addTo: (model: TinyModelBuilder) => void;
}

/** All layers in order. */
export function layersOf({ denseLayers, moeLayers }: TinyArchitecture): number[] {
  return [...denseLayers, ...moeLayers].sort((left, right) => left - right);
}
