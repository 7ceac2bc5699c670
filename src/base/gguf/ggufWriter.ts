import type { MetadataValue } from './metadataValue.js';
import { concatBytes, encodeString, encodeUint32, encodeUint64, gguf } from './metadataValue.js';
import { quantise } from './quantise.js';
import type { TensorType } from './tensorTypes.js';
import { tensorLayouts } from './tensorTypes.js';

const magic = 0x4655_4747; // "GGUF"
const version = 3;
const defaultAlignmentBytes = 32;
const alignmentKey = 'general.alignment';
const keyPattern = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const longestKeyLength = 65_535;
/** llama.cpp keeps names in 64 bytes with a terminator. */
const longestTensorNameBytes = 63;
const mostDimensions = 4;
const largestFloat16 = 65_504;

interface Tensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: TensorType;
  readonly sizeBytes: number;
  /** The tensor's bytes in order, made when they are written. */
  readonly chunks: () => Iterable<Uint8Array>;
}

/**
 * Builds a GGUF file (version 3, little-endian) in memory, in the order in which things are added. The format is described in
 * ggml's docs/gguf.md. Every input is checked when it is added, so that a built file is always well formed.
 */
export class GgufWriter {
  private readonly metadata = new Map<string, MetadataValue>();
  private readonly tensors = new Map<string, Tensor>();

  /**
   * @param alignmentBytes where tensors may start; a power of two from 8 up
   * @throws RangeError on any other alignment
   */
  constructor(private readonly alignmentBytes = defaultAlignmentBytes) {
    const isPowerOfTwo = Number.isInteger(Math.log2(alignmentBytes));
    if (!isPowerOfTwo || alignmentBytes < 8 || alignmentBytes > 0x8000_0000) {
      throw new RangeError(
        `The alignment must be a power of two of at least 8 bytes, not ${String(alignmentBytes)}.`,
      );
    }
    if (alignmentBytes !== defaultAlignmentBytes) {
      this.metadata.set(alignmentKey, gguf.uint32(alignmentBytes));
    }
  }

  /** @throws RangeError when the key is malformed, already there, or the alignment (see the constructor) */
  addMetadata(key: string, value: MetadataValue): void {
    if (!keyPattern.test(key) || key.length > longestKeyLength) {
      throw new RangeError(
        `"${key}" is not a metadata key: lower-case words of a–z, 0–9, _ and -, separated by dots.`,
      );
    }
    if (key === alignmentKey) {
      throw new RangeError(`"${alignmentKey}" follows from the writer's own alignment.`);
    }
    if (this.metadata.has(key)) {
      throw new RangeError(`The metadata key "${key}" is already there.`);
    }
    this.metadata.set(key, value);
  }

  /**
   * @param dimensions in ggml's order: the first is the length of a row, the last varies slowest
   * @param values as many finite numbers as the dimensions' product, row by row
   * @throws RangeError when name, dimensions or values do not fit a tensor of that type
   */
  addTensor(
    name: string,
    dimensions: readonly number[],
    values: Float32Array,
    type: TensorType,
  ): void {
    requireFittingValues(name, dimensions, values, type);
    const bytes = quantise(values, type);
    this.addEncodedTensor(name, dimensions, type, bytes.length, () => [bytes]);
  }

  /**
   * Adds a tensor whose bytes are too many to be held in memory.
   * @param sizeBytes of all chunks together, which are not checked
   * @throws RangeError when the name does not fit
   */
  addEncodedTensor(
    name: string,
    dimensions: readonly number[],
    type: TensorType,
    sizeBytes: number,
    chunks: () => Iterable<Uint8Array>,
  ): void {
    if (this.tensors.has(name)) {
      throw new RangeError(`The tensor "${name}" is already there.`);
    }
    const nameSizeBytes = new TextEncoder().encode(name).length;
    if (nameSizeBytes === 0 || nameSizeBytes > longestTensorNameBytes) {
      throw new RangeError(
        `A tensor's name takes 1 to ${String(longestTensorNameBytes)} bytes, but "${name}" takes ${String(nameSizeBytes)}.`,
      );
    }
    this.tensors.set(name, { name, dimensions: [...dimensions], type, sizeBytes, chunks });
  }

  /** The file's bytes in order: first the header, then each tensor with its padding. */
  *chunks(): Generator<Uint8Array, void, undefined> {
    const header = this.headerBytes();
    yield header;
    yield this.padding(header.length);
    for (const tensor of this.tensors.values()) {
      yield* tensor.chunks();
      yield this.padding(tensor.sizeBytes);
    }
  }

  /** The whole file. */
  toBytes(): Uint8Array {
    return concatBytes([...this.chunks()]);
  }

  private headerBytes(): Uint8Array {
    const parts = [
      encodeUint32(magic),
      encodeUint32(version),
      encodeUint64(this.tensors.size),
      encodeUint64(this.metadata.size),
    ];
    for (const [key, { typeId, bytes }] of this.metadata) {
      parts.push(encodeString(key), encodeUint32(typeId), bytes);
    }
    let offsetBytes = 0;
    for (const { name, dimensions, type, sizeBytes } of this.tensors.values()) {
      parts.push(encodeString(name), encodeUint32(dimensions.length));
      parts.push(...dimensions.map((length) => encodeUint64(length)));
      parts.push(encodeUint32(tensorLayouts[type].ggmlType), encodeUint64(offsetBytes));
      offsetBytes += sizeBytes + this.padding(sizeBytes).length;
    }
    return concatBytes(parts);
  }

  private padding(sizeBytes: number): Uint8Array {
    const overhang = sizeBytes % this.alignmentBytes;
    return new Uint8Array(overhang === 0 ? 0 : this.alignmentBytes - overhang);
  }
}

function requireFittingValues(
  name: string,
  dimensions: readonly number[],
  values: Float32Array,
  type: TensorType,
): void {
  const shape = `[${dimensions.join(', ')}]`;
  const rowLength = dimensions[0];
  if (
    rowLength === undefined ||
    dimensions.length > mostDimensions ||
    !dimensions.every((length) => Number.isInteger(length) && length > 0)
  ) {
    throw new RangeError(
      `The tensor "${name}" needs 1 to ${String(mostDimensions)} positive whole dimensions, not ${shape}.`,
    );
  }
  const length = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (length !== values.length) {
    throw new RangeError(
      `The tensor "${name}" of ${shape} takes ${String(length)} values, but got ${String(values.length)}.`,
    );
  }
  const { blockLength } = tensorLayouts[type];
  if (rowLength % blockLength !== 0) {
    throw new RangeError(
      `The rows of "${name}" have ${String(rowLength)} values; ${type} needs a multiple of ${String(blockLength)}.`,
    );
  }
  const largest = type === 'F32' ? Number.MAX_VALUE : largestFloat16;
  const misfit = values.find((value) => !(Math.abs(value) <= largest));
  if (misfit !== undefined) {
    throw new RangeError(
      `The tensor "${name}" has the value ${String(misfit)}, which ${type} cannot hold.`,
    );
  }
}
