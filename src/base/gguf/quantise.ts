import { float16Bits } from './float16.js';
import type { TensorType } from './tensorTypes.js';
import { tensorLayouts } from './tensorTypes.js';

/**
 * Encodes values as the bytes of a GGUF tensor, little-endian, bit for bit as ggml's reference quantisers do
 * (ggml-quants.c).
 *
 * @param values finite numbers in row order; the caller has checked that rows are whole blocks
 * @throws RangeError when the number of values is not a multiple of the type's block length
 */
export function quantise(values: Float32Array, type: TensorType): Uint8Array {
  const { blockLength, blockSizeBytes } = tensorLayouts[type];
  if (values.length % blockLength !== 0) {
    throw new RangeError(
      `${type} encodes blocks of ${String(blockLength)} values; ${String(values.length)} is not a multiple of that.`,
    );
  }
  const bytes = new Uint8Array((values.length / blockLength) * blockSizeBytes);
  encoders[type](values, new DataView(bytes.buffer));
  return bytes;
}

type Encoder = (values: Float32Array, target: DataView) => void;

const encoders: Readonly<Record<TensorType, Encoder>> = {
  F32: (values, target) => {
    values.forEach((value, index) => {
      target.setFloat32(index * 4, value, true);
    });
  },
  F16: (values, target) => {
    values.forEach((value, index) => {
      target.setUint16(index * 2, float16Bits(value), true);
    });
  },
  Q8_0: encodeQ8,
  Q4_0: encodeQ4,
};

/** Per block: a half-precision scale, then 32 signed bytes; value = scale · byte. */
function encodeQ8(values: Float32Array, target: DataView): void {
  forEachBlock(values, 'Q8_0', (block, offset) => {
    const largest = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / 127);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    target.setUint16(offset, float16Bits(scale), true);
    block.forEach((value, index) => {
      target.setInt8(offset + 2 + index, roundHalfAwayFromZero(Math.fround(value * inverse)));
    });
  });
}

/** Per block: a half-precision scale, then 16 bytes with value i low and value i + 16 high; value = scale · (nibble − 8). */
function encodeQ4(values: Float32Array, target: DataView): void {
  forEachBlock(values, 'Q4_0', (block, offset) => {
    // The value of largest magnitude becomes nibble 0 exactly, whatever its sign.
    const extreme = block.reduce(
      (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
      0,
    );
    const scale = Math.fround(extreme / -8);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    const nibble = (value: number): number =>
      Math.min(15, Math.trunc(Math.fround(Math.fround(value * inverse) + 8.5)));
    target.setUint16(offset, float16Bits(scale), true);
    for (let index = 0; index < 16; index++) {
      const low = nibble(block[index] ?? 0);
      const high = nibble(block[index + 16] ?? 0);
      target.setUint8(offset + 2 + index, low | (high << 4));
    }
  });
}

function forEachBlock(
  values: Float32Array,
  type: 'Q4_0' | 'Q8_0',
  visit: (block: Float32Array, offsetBytes: number) => void,
): void {
  const { blockLength, blockSizeBytes } = tensorLayouts[type];
  for (let index = 0; index * blockLength < values.length; index++) {
    const start = index * blockLength;
    visit(values.subarray(start, start + blockLength), index * blockSizeBytes);
  }
}

function roundHalfAwayFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
