import { GgufWriter } from '../../../src/base/gguf/ggufWriter.js';
import type { MetadataValue } from '../../../src/base/gguf/metadataValue.js';
import { gguf } from '../../../src/base/gguf/metadataValue.js';
import type { TensorType } from '../../../src/base/gguf/tensorTypes.js';
import { SeededRandom } from '../../../src/base/random.js';
import type { TinyArchitecture } from './tinyArchitecture.js';
import { layersOf } from './tinyArchitecture.js';
import type { TinyTokenizer } from './tinyTokenizer.js';

/**
 * Sizes that all tiny models share. Rows are multiples of 32 so that every quantisation fits; outside of routed experts they
 * have 64 values at least, because llama.cpp v0.4.0 on CPUs with AMX gives random results for shorter quantised ones.
 */
export const tinySizes = {
  embeddingLength: 64,
  headCount: 2,
  headLength: 32,
  denseFeedForwardLength: 128,
  expertFeedForwardLength: 32,
  normEpsilon: 1e-6,
} as const;

/** Spread of the logits at the end: wide enough that the most likely token is clear of the second. */
const outputGain = 4;

/**
 * Collects the metadata and random tensors of one tiny model. Random matrices keep the variance of what they multiply, so
 * that attention and experts weigh as much as the residual stream and an error in any of them changes the output.
 */
export class TinyModelBuilder {
  private readonly writer = new GgufWriter();
  private readonly random: SeededRandom;

  constructor(
    readonly description: TinyArchitecture,
    private readonly tokenizer: TinyTokenizer,
    private readonly options: { contextLength: number; weightType: TensorType; seed: number },
  ) {
    this.random = new SeededRandom(options.seed);
  }

  /** The whole file. */
  build(): Uint8Array {
    this.writer.addMetadata('general.architecture', gguf.string(this.description.architecture));
    this.writer.addMetadata('general.name', gguf.string(`tiny ${this.description.name}`));
    this.set('context_length', gguf.uint32(this.options.contextLength));
    this.set('embedding_length', gguf.uint32(tinySizes.embeddingLength));
    this.set('block_count', gguf.uint32(layersOf(this.description).length));
    this.set('attention.head_count', gguf.uint32(tinySizes.headCount));
    this.set('attention.layer_norm_rms_epsilon', gguf.float32(tinySizes.normEpsilon));
    this.set('rope.freq_base', gguf.float32(10_000));
    if (this.description.expertCount > 0) {
      this.set('expert_count', gguf.uint32(this.description.expertCount));
      this.set('expert_used_count', gguf.uint32(this.description.expertUsedCount));
    }
    this.tokenizer.addTo(this.writer);
    this.addEmbeddings();
    this.description.addTo(this);
    return this.writer.toBytes();
  }

  /** Sets metadata of the architecture: the key is prefixed with the architecture's name. */
  set(key: string, value: MetadataValue): void {
    this.writer.addMetadata(`${this.description.architecture}.${key}`, value);
  }

  /** Random weights in the model's weight type; a row, the first dimension, is what the weights multiply. */
  matrix(name: string, dimensions: readonly number[], gain = 1): void {
    this.writer.addTensor(
      name,
      dimensions,
      this.normals(dimensions, gain),
      this.options.weightType,
    );
  }

  /** Random weights in F32 whatever the model's weight type. */
  preciseMatrix(name: string, dimensions: readonly number[], gain = 1): void {
    this.writer.addTensor(name, dimensions, this.normals(dimensions, gain), 'F32');
  }

  /** Random F32 numbers, such as biases. */
  vector(name: string, dimensions: readonly number[], deviation: number, mean = 0): void {
    const values = this.random.normals(product(dimensions), deviation).map((value) => value + mean);
    this.writer.addTensor(name, dimensions, values, 'F32');
  }

  /** The weights of a normalisation, all the same. */
  norm(name: string, length: number, weight = 1): void {
    this.writer.addTensor(name, [length], new Float32Array(length).fill(weight), 'F32');
  }

  private addEmbeddings(): void {
    const { embeddingLength } = tinySizes;
    const dimensions = [embeddingLength, this.tokenizer.tokens.length];
    this.matrix('token_embd.weight', dimensions, Math.sqrt(embeddingLength));
    this.writer.addTensor(
      'output.weight',
      dimensions,
      this.outputWeights(),
      this.options.weightType,
    );
  }

  /**
   * Only printable tokens get weights: all others have a logit of 0, which never is the largest, so a tiny model writes
   * plain text and never ends by itself.
   */
  private outputWeights(): Float32Array {
    const { embeddingLength } = tinySizes;
    const weights = new Float32Array(this.tokenizer.tokens.length * embeddingLength);
    for (const id of this.tokenizer.printableTokenIds) {
      weights.set(this.normals([embeddingLength], outputGain), id * embeddingLength);
    }
    return weights;
  }

  private normals(dimensions: readonly number[], gain: number): Float32Array {
    return this.random.normals(product(dimensions), gain / Math.sqrt(dimensions[0] ?? 1));
  }
}

function product(dimensions: readonly number[]): number {
  return dimensions.reduce((result, dimension) => result * dimension, 1);
}
