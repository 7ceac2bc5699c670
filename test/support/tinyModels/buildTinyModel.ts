import type { TensorType } from '../../../src/base/gguf/tensorTypes.js';
import type { TinyModelName } from './tinyArchitecture.js';
import { tinyArchitectures } from './tinyArchitectures.js';
import { TinyModelBuilder } from './tinyModelBuilder.js';
import { tinyTokenizer } from './tinyTokenizer.js';

export interface TinyModelOptions {
  /** With fill-in-the-middle tokens; default true. */
  readonly fim?: boolean;
  /** With ChatML's template, or with another one in Jinja; default true. */
  readonly chatTemplate?: boolean | string;
  /** Tokens of context that the file claims to be trained for; default 2048. */
  readonly contextLength?: number;
  /** Encoding of the matrices; norms, biases and routers are F32 always. Default F16. */
  readonly weightType?: TensorType;
  /** Another seed gives other weights; default 1. */
  readonly seed?: number;
}

/** Options for prompts of thousands of tokens. */
export const largeContext = { contextLength: 8192 } as const satisfies TinyModelOptions;

/** The bytes of a random model of that architecture: a few hundred kilobytes, the same for the same options. */
export function buildTinyModel(name: TinyModelName, options: TinyModelOptions = {}): Uint8Array {
  const {
    fim = true,
    chatTemplate = true,
    contextLength = 2048,
    weightType = 'F16',
    seed = 1,
  } = options;
  const tokenizer = tinyTokenizer({ fim, chatTemplate });
  return new TinyModelBuilder(tinyArchitectures[name], tokenizer, {
    contextLength,
    weightType,
    seed,
  }).build();
}
