import { GgufWriter } from '../../base/gguf/ggufWriter.js';
import { gguf } from '../../base/gguf/metadataValue.js';
import { SeededRandom } from '../../base/random.js';

const architecture = 'qwen3moe';
const layers = 2;
const width = 128;
const heads = 4;
const headWidth = width / heads;
const experts = 8;
const expertsUsed = 2;
const expertWidth = 64;

/**
 * A random MoE of two layers with the kernels that a backend must master: quantised and half-precision products,
 * expert selection, attention. What it says is noise; that it says something is the test.
 */
export function buildSelfTestModel(): Uint8Array {
  const writer = new GgufWriter();
  const tokens = [...byteTokens(), 'th', '<|end|>'];
  addMetadata(writer, tokens);
  const random = new SeededRandom(1);
  const weights = (name: string, shape: number[], type: 'F32' | 'F16' | 'Q8_0' | 'Q4_0'): void => {
    const size = shape.reduce((product, length) => product * length, 1);
    writer.addTensor(name, shape, random.normals(size, 0.1), type);
  };
  const ones = (name: string, length: number): void => {
    writer.addTensor(name, [length], new Float32Array(length).fill(1), 'F32');
  };
  weights('token_embd.weight', [width, tokens.length], 'Q8_0');
  ones('output_norm.weight', width);
  weights('output.weight', [width, tokens.length], 'Q8_0');
  for (let layer = 0; layer < layers; layer++) {
    const block = `blk.${layer}.`;
    ones(`${block}attn_norm.weight`, width);
    ones(`${block}ffn_norm.weight`, width);
    ones(`${block}attn_q_norm.weight`, headWidth);
    ones(`${block}attn_k_norm.weight`, headWidth);
    for (const name of ['q', 'k', 'v', 'output']) {
      weights(`${block}attn_${name}.weight`, [width, width], 'F16');
    }
    weights(`${block}ffn_gate_inp.weight`, [width, experts], 'F32');
    weights(`${block}ffn_gate_exps.weight`, [width, expertWidth, experts], 'Q4_0');
    weights(`${block}ffn_up_exps.weight`, [width, expertWidth, experts], 'Q4_0');
    weights(`${block}ffn_down_exps.weight`, [expertWidth, width, experts], 'Q8_0');
  }
  return writer.toBytes();
}

function addMetadata(writer: GgufWriter, tokens: readonly string[]): void {
  const add = writer.addMetadata.bind(writer);
  const set = (key: string, value: number): void => {
    add(`${architecture}.${key}`, gguf.uint32(value));
  };
  add('general.architecture', gguf.string(architecture));
  add('general.name', gguf.string('Switchyard self-test'));
  set('context_length', 256);
  set('embedding_length', width);
  set('block_count', layers);
  set('feed_forward_length', expertWidth);
  set('expert_feed_forward_length', expertWidth);
  set('expert_count', experts);
  set('expert_used_count', expertsUsed);
  set('attention.head_count', heads);
  set('attention.head_count_kv', heads);
  set('attention.key_length', headWidth);
  set('attention.value_length', headWidth);
  add(`${architecture}.attention.layer_norm_rms_epsilon`, gguf.float32(1e-6));
  add(`${architecture}.rope.freq_base`, gguf.float32(10_000));
  add('tokenizer.ggml.model', gguf.string('gpt2'));
  add('tokenizer.ggml.pre', gguf.string('qwen2'));
  add('tokenizer.ggml.tokens', gguf.stringArray([...tokens]));
  const normal = 1;
  const control = 3;
  const types = tokens.map((_, id) => (id === tokens.length - 1 ? control : normal));
  add('tokenizer.ggml.token_type', gguf.int32Array(types));
  add('tokenizer.ggml.merges', gguf.stringArray(['t h']));
  add('tokenizer.ggml.eos_token_id', gguf.uint32(tokens.length - 1));
  add('tokenizer.ggml.add_bos_token', gguf.bool(false));
}

/** GPT-2's printable stand-ins for the 256 bytes: bytes without a glyph of their own move up from U+0100. */
function byteTokens(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(printable(byte) ? byte : 256 + moved++),
  );
}
