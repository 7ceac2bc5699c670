import type { GgufFileInfo, GgufTensorInfo } from 'node-llama-cpp';
import * as v from 'valibot';
import type { LayerLayout, ModelLayout } from '../../base/plan/modelLayout.js';
import { tensorSizeBytes } from './ggmlTypes.js';

const count = v.optional(v.number(), 0);
/** One number for all layers, or a list with one for each. */
const perLayer = v.optional(v.union([v.number(), v.array(v.number())]));

const numbersSchema = v.object({
  block_count: count,
  vocab_size: count,
  embedding_length: count,
  feed_forward_length: perLayer,
  expert_feed_forward_length: count,
  expert_count: count,
  expert_used_count: count,
  attention: v.optional(
    v.object({
      head_count: perLayer,
      head_count_kv: perLayer,
      key_length: v.optional(v.number()),
      value_length: v.optional(v.number()),
      key_length_mla: v.optional(v.number()),
    }),
    {},
  ),
  ssm: v.optional(
    v.object({ conv_kernel: count, inner_size: count, state_size: count, group_count: count }),
  ),
  shortconv: v.optional(v.object({ l_cache: count })),
});
type Numbers = v.InferOutput<typeof numbersSchema>;

const halfBytes = 2;
const floatBytes = 4;

interface LayerSums {
  attentionBytes: number;
  sharedBytes: number;
  routedBytes: number;
  largestRoutedTensorBytes: number;
  hasKeys: boolean;
  hasFusedMatrix: boolean;
  isRecurrent: boolean;
}

/**
 * Adds up what the headers list, layer by layer. Caches are in F16, as the engine makes them; recurrent state is F32.
 * @returns undefined where a tensor's type has no known size or the header lacks the widths
 */
export function readLayout(headers: readonly GgufFileInfo[]): ModelLayout | undefined {
  const parsed = v.safeParse(numbersSchema, headers[0]?.architectureMetadata);
  const tensors = headers.flatMap(({ tensorInfo }) => tensorInfo ?? []);
  const embedding = tensors.find(({ name }) => name === 'token_embd.weight');
  if (!parsed.success || !embedding || parsed.output.block_count === 0) return undefined;
  const numbers = parsed.output;
  const sums = Array.from({ length: numbers.block_count }, emptyLayer);
  let embeddingBytes = 0;
  let outputBytes = 0;
  for (const tensor of tensors) {
    const bytes = tensorSizeBytes(tensor.ggmlType, tensor.dimensions);
    if (bytes === undefined) return undefined;
    const layer = sums[layerOf(tensor.name) ?? -1];
    if (layer) addTensor(layer, tensor.name, bytes);
    else if (tensor.name.startsWith('output')) outputBytes += bytes;
    else embeddingBytes += bytes;
  }
  return {
    layers: sums.map((layer, number) => describeLayer(layer, number, numbers)),
    embeddingBytes,
    outputBytes,
    isOutputTied: !tensors.some(({ name }) => name === 'output.weight'),
    widths: readWidths(numbers, embedding),
  };
}

function emptyLayer(): LayerSums {
  return {
    attentionBytes: 0,
    sharedBytes: 0,
    routedBytes: 0,
    largestRoutedTensorBytes: 0,
    hasKeys: false,
    hasFusedMatrix: false,
    isRecurrent: false,
  };
}

function layerOf(name: string): number | undefined {
  const number = /^blk\.(\d+)\./.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

function addTensor(layer: LayerSums, name: string, bytes: number): void {
  if (/\.ffn_(up|down|gate|gate_up)_(ch|)exps\./.test(name)) {
    layer.routedBytes += bytes;
    layer.largestRoutedTensorBytes = Math.max(layer.largestRoutedTensorBytes, bytes);
  } else if (/\.ffn_(up|down|gate)(_shexp)?\./.test(name)) {
    layer.sharedBytes += bytes;
  } else {
    layer.attentionBytes += bytes;
    if (/\.(ssm_|shortconv)/.test(name)) layer.isRecurrent = true;
    if (/\.attn_(k|kv_a_mqa)\./.test(name)) layer.hasKeys = true;
    if (name.includes('.attn_qkv.')) layer.hasFusedMatrix = true;
  }
}

function describeLayer(sums: LayerSums, number: number, numbers: Numbers): LayerLayout {
  const { hasKeys, hasFusedMatrix, isRecurrent, ...bytes } = sums;
  // linear attention has a fused matrix too, beside the tensors of its state
  const hasAttention = hasKeys || (hasFusedMatrix && !isRecurrent);
  return {
    ...bytes,
    cacheBytesPerToken: hasAttention ? cacheBytesPerToken(numbers, number) : 0,
    stateBytes: isRecurrent ? stateBytes(numbers) : 0,
  };
}

function cacheBytesPerToken(numbers: Numbers, layer: number): number {
  const { head_count, head_count_kv, key_length, value_length, key_length_mla } = numbers.attention;
  const heads = at(head_count, layer) ?? 1;
  const cachedHeads = at(head_count_kv, layer) ?? heads;
  const headLength = numbers.embedding_length / Math.max(1, heads);
  const keys = cachedHeads * (key_length ?? headLength);
  // latent attention computes its values from the cached keys
  const values = key_length_mla === undefined ? cachedHeads * (value_length ?? headLength) : 0;
  return (keys + values) * halfBytes;
}

function stateBytes({ ssm, shortconv, embedding_length }: Numbers): number {
  if (shortconv) return Math.max(0, shortconv.l_cache - 1) * embedding_length * floatBytes;
  if (!ssm) return 0;
  const { conv_kernel, inner_size, state_size, group_count } = ssm;
  const convolution = Math.max(0, conv_kernel - 1) * (inner_size + 2 * group_count * state_size);
  return (convolution + state_size * inner_size) * floatBytes;
}

function readWidths(numbers: Numbers, embedding: GgufTensorInfo): ModelLayout['widths'] {
  const heads = most(numbers.attention.head_count);
  const { key_length, value_length } = numbers.attention;
  const width = numbers.embedding_length;
  return {
    embedding: width,
    vocabulary: Number(embedding.dimensions[1] ?? numbers.vocab_size),
    attention: heads * (key_length ?? width / Math.max(1, heads)),
    scoredHeads: key_length === value_length ? 0 : heads,
    feedForward: most(numbers.feed_forward_length),
    expertFeedForward: numbers.expert_feed_forward_length || most(numbers.feed_forward_length),
    expertCount: numbers.expert_count,
    expertsPerToken: numbers.expert_used_count,
  };
}

function at(value: number | readonly number[] | undefined, layer: number): number | undefined {
  return typeof value === 'object' ? value[layer] : value;
}

function most(value: number | readonly number[] | undefined): number {
  return typeof value === 'object' ? Math.max(0, ...value) : (value ?? 0);
}
