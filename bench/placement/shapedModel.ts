import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { float16Bits } from '../../src/base/gguf/float16.js';
import { GgufWriter } from '../../src/base/gguf/ggufWriter.js';
import { gguf } from '../../src/base/gguf/metadataValue.js';
import { SeededRandom } from '../../src/base/random.js';
import { tinyTokenizer } from '../../test/support/tinyModels/tinyTokenizer.js';

/** Sizes of a model in the architecture of Qwen 3 MoE. */
export interface ModelShape {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly cachedHeads: number;
  readonly headLength: number;
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly expertWidth: number;
  readonly vocabulary: number;
}

/** Qwen3-30B-A3B by its published configuration. */
export const qwen30b: ModelShape = {
  name: 'Qwen3-30B-A3B shape, random Q4_0',
  layers: 48,
  width: 2048,
  heads: 32,
  cachedHeads: 4,
  headLength: 128,
  experts: 128,
  expertsPerToken: 8,
  expertWidth: 768,
  vocabulary: 151_936,
};

/** The same in small, to try the benchmark itself. */
export const small: ModelShape = {
  name: 'small Qwen 3 MoE shape, random Q4_0',
  layers: 6,
  width: 256,
  heads: 4,
  cachedHeads: 2,
  headLength: 64,
  experts: 16,
  expertsPerToken: 4,
  expertWidth: 128,
  vocabulary: 4096,
};

const blockLength = 32;
const blockBytes = 18;
const poolBlocks = 1 << 20;
const trainedContext = 32_768;

/**
 * Writes a model of that shape with random weights, unless the file is there already. A pool of random blocks is used
 * again and again, as speed and memory do not depend on what the weights are.
 */
export async function writeShapedModel(file: string, shape: ModelShape): Promise<void> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const unfinished = `${file}.unfinished`;
  const out = createWriteStream(unfinished, { highWaterMark: 64 * 2 ** 20 });
  try {
    for (const chunk of describe(shape).chunks()) {
      if (!out.write(chunk)) await once(out, 'drain');
    }
    out.end();
    await finished(out);
    await rename(unfinished, file);
  } finally {
    out.destroy();
    await rm(unfinished, { force: true });
  }
}

function describe(shape: ModelShape): GgufWriter {
  const writer = new GgufWriter();
  addMetadata(writer, shape);
  const { width, heads, cachedHeads, headLength, experts, expertWidth, vocabulary } = shape;
  const pool = randomBlocks();
  const random = new SeededRandom(2);
  const matrix = (name: string, ...dimensions: number[]): void => {
    addMatrix(writer, pool, name, dimensions);
  };
  const precise = (name: string, dimensions: number[], spread?: number): void => {
    const count = dimensions.reduce((product, one) => product * one, 1);
    const values =
      spread === undefined ? new Float32Array(count).fill(1) : random.normals(count, spread);
    writer.addTensor(name, dimensions, values, 'F32');
  };
  matrix('token_embd.weight', width, vocabulary);
  matrix('output.weight', width, vocabulary);
  precise('output_norm.weight', [width]);
  for (let layer = 0; layer < shape.layers; layer++) {
    const at = (part: string): string => `blk.${layer}.${part}.weight`;
    for (const norm of ['attn_norm', 'ffn_norm']) precise(at(norm), [width]);
    for (const norm of ['attn_q_norm', 'attn_k_norm']) precise(at(norm), [headLength]);
    matrix(at('attn_q'), width, heads * headLength);
    for (const part of ['attn_k', 'attn_v']) matrix(at(part), width, cachedHeads * headLength);
    matrix(at('attn_output'), heads * headLength, width);
    precise(at('ffn_gate_inp'), [width, experts], 1 / Math.sqrt(width));
    for (const part of ['ffn_gate_exps', 'ffn_up_exps']) {
      matrix(at(part), width, expertWidth, experts);
    }
    matrix(at('ffn_down_exps'), expertWidth, width, experts);
  }
  return writer;
}

function addMetadata(writer: GgufWriter, shape: ModelShape): void {
  const architecture = 'qwen3moe';
  writer.addMetadata('general.architecture', gguf.string(architecture));
  writer.addMetadata('general.name', gguf.string(shape.name));
  const numbers = {
    context_length: trainedContext,
    embedding_length: shape.width,
    block_count: shape.layers,
    feed_forward_length: 3 * shape.width,
    expert_feed_forward_length: shape.expertWidth,
    expert_count: shape.experts,
    expert_used_count: shape.expertsPerToken,
    'attention.head_count': shape.heads,
    'attention.head_count_kv': shape.cachedHeads,
    'attention.key_length': shape.headLength,
    'attention.value_length': shape.headLength,
    'rope.dimension_count': shape.headLength,
  };
  for (const [key, value] of Object.entries(numbers)) {
    writer.addMetadata(`${architecture}.${key}`, gguf.uint32(value));
  }
  writer.addMetadata(`${architecture}.attention.layer_norm_rms_epsilon`, gguf.float32(1e-6));
  writer.addMetadata(`${architecture}.rope.freq_base`, gguf.float32(1e6));
  const { vocabulary } = shape;
  tinyTokenizer({ fim: true, chatTemplate: true, vocabularySize: vocabulary }).addTo(writer);
}

function addMatrix(
  writer: GgufWriter,
  pool: Uint8Array,
  name: string,
  dimensions: readonly number[],
): void {
  const count = dimensions.reduce((product, one) => product * one, 1);
  const sizeBytes = (count / blockLength) * blockBytes;
  writer.addEncodedTensor(name, dimensions, 'Q4_0', sizeBytes, function* () {
    for (let rest = sizeBytes; rest > 0; rest -= pool.length) yield pool.subarray(0, rest);
  });
}

/** Blocks of Q4_0: a half-precision scale, then 32 numbers of four bits. */
function randomBlocks(): Uint8Array {
  const random = new SeededRandom(1);
  const pool = new Uint8Array(poolBlocks * blockBytes);
  const words = new Uint32Array(pool.buffer, 0, pool.length / 4);
  for (let index = 0; index < words.length; index++) words[index] = random.nextUint32();
  const scale = float16Bits(0.02 / 4.6);
  for (let at = 0; at < pool.length; at += blockBytes) {
    pool[at] = scale & 0xff;
    pool[at + 1] = scale >>> 8;
  }
  return pool;
}
