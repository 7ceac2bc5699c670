import { GgufWriter } from '../../../src/base/gguf/ggufWriter.js';
import { gguf } from '../../../src/base/gguf/metadataValue.js';
import { SeededRandom } from '../../../src/base/random.js';

export interface TinyEmbeddingOptions {
  /** `bert` is dense, `nomic-bert-moe` has experts in its second layer. */
  readonly architecture: 'bert' | 'nomic-bert-moe';
  /** `pooling_type` of the GGUF: 1 mean (default), 4 rank. */
  readonly pooling?: 1 | 4;
  readonly dimensions?: number;
  /** Another seed gives other weights; default 1. */
  readonly seed?: number;
  /** Writes the token types in an encoding that llama.cpp aborts on when it computes with them. */
  readonly aborts?: boolean;
}

const headCount = 2;
const layerCount = 2;
const feedForwardLength = 128;
const expertCount = 4;
const contextLength = 256;
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;
/** `tokenizer.ggml.token_type`. */
const tokenTypes = { normal: 1, unknown: 2, control: 3 } as const;

/**
 * The bytes of a random embedding model with a word-piece vocabulary of single characters: texts that share words have
 * similar vectors, as their mean shares summands; it knows nothing of their meaning.
 */
export function tinyEmbeddingModel(options: TinyEmbeddingOptions): Uint8Array {
  const { architecture, pooling = 1, dimensions = 64, seed = 1, aborts = false } = options;
  const writer = new GgufWriter();
  const random = new SeededRandom(seed);
  const isMoe = architecture === 'nomic-bert-moe';
  addMetadata(writer, architecture, pooling, dimensions);
  const tokens = addVocabulary(writer);
  const matrix = (name: string, shape: readonly number[], gain = 1): void => {
    const count = shape.reduce((product, length) => product * length, 1);
    writer.addTensor(name, shape, random.normals(count, gain / Math.sqrt(shape[0] ?? 1)), 'F32');
  };
  const norm = (name: string): void => {
    writer.addTensor(`${name}.weight`, [dimensions], new Float32Array(dimensions).fill(1), 'F32');
    writer.addTensor(`${name}.bias`, [dimensions], new Float32Array(dimensions), 'F32');
  };
  matrix('token_embd.weight', [dimensions, tokens], Math.sqrt(dimensions));
  writer.addTensor(
    'token_types.weight',
    [dimensions, 1],
    new Float32Array(dimensions),
    aborts ? 'Q8_0' : 'F32',
  );
  if (!isMoe) matrix('position_embd.weight', [dimensions, contextLength], 0.1);
  norm('token_embd_norm');
  for (let layer = 0; layer < layerCount; layer++) {
    const prefix = `blk.${String(layer)}.`;
    for (const part of ['q', 'k', 'v', 'output']) {
      matrix(`${prefix}attn_${part}.weight`, [dimensions, dimensions]);
    }
    norm(`${prefix}attn_output_norm`);
    if (isMoe && layer % 2 === 1) {
      matrix(`${prefix}ffn_gate_inp.weight`, [dimensions, expertCount], 3);
      matrix(`${prefix}ffn_up_exps.weight`, [dimensions, feedForwardLength, expertCount]);
      matrix(`${prefix}ffn_down_exps.weight`, [feedForwardLength, dimensions, expertCount]);
    } else {
      matrix(`${prefix}ffn_up.weight`, [dimensions, feedForwardLength]);
      matrix(`${prefix}ffn_down.weight`, [feedForwardLength, dimensions]);
    }
    norm(`${prefix}layer_output_norm`);
  }
  return writer.toBytes();
}

function addMetadata(
  writer: GgufWriter,
  architecture: TinyEmbeddingOptions['architecture'],
  pooling: number,
  dimensions: number,
): void {
  const set = (key: string, value: Parameters<GgufWriter['addMetadata']>[1]): void => {
    writer.addMetadata(`${architecture}.${key}`, value);
  };
  writer.addMetadata('general.architecture', gguf.string(architecture));
  writer.addMetadata('general.name', gguf.string(`tiny ${architecture}`));
  set('block_count', gguf.uint32(layerCount));
  set('context_length', gguf.uint32(contextLength));
  set('embedding_length', gguf.uint32(dimensions));
  set('feed_forward_length', gguf.uint32(feedForwardLength));
  set('attention.head_count', gguf.uint32(headCount));
  set('attention.layer_norm_epsilon', gguf.float32(1e-12));
  set('attention.causal', gguf.bool(false));
  set('pooling_type', gguf.uint32(pooling));
  if (architecture !== 'nomic-bert-moe') return;
  set('rope.freq_base', gguf.float32(10_000));
  set('moe_every_n_layers', gguf.uint32(2));
  set('expert_count', gguf.uint32(expertCount));
  set('expert_used_count', gguf.uint32(2));
}

/** @returns how many tokens there are */
function addVocabulary(writer: GgufWriter): number {
  const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));
  const lower = [...new Set(characters.map((character) => character.toLowerCase()))];
  const tokens = [...special, ...lower.flatMap((character) => [`▁${character}`, character])];
  const add = writer.addMetadata.bind(writer);
  add('tokenizer.ggml.model', gguf.string('bert'));
  add('tokenizer.ggml.pre', gguf.string('default'));
  add('tokenizer.ggml.token_type_count', gguf.uint32(1));
  add('tokenizer.ggml.tokens', gguf.stringArray(tokens));
  add(
    'tokenizer.ggml.token_type',
    gguf.int32Array(tokens.map((token, id) => tokenType(token, id))),
  );
  for (const [key, token] of [
    ['padding', '[PAD]'],
    ['unknown', '[UNK]'],
    ['bos', '[CLS]'],
    ['eos', '[SEP]'],
    ['seperator', '[SEP]'],
    ['mask', '[MASK]'],
  ] as const) {
    add(`tokenizer.ggml.${key}_token_id`, gguf.uint32(tokens.indexOf(token)));
  }
  return tokens.length;
}

function tokenType(token: string, id: number): number {
  if (token === '[UNK]') return tokenTypes.unknown;
  return id < special.length ? tokenTypes.control : tokenTypes.normal;
}
