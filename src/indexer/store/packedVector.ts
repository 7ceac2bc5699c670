/** Bytes in front of a packed vector's numbers: their common factor as a little-endian float32. */
const factorBytes = 4;
const largest = 127;

/** A vector in one byte per number: a quarter of its size, and its cosine with another within a thousandth. */
export function packVector(vector: Float32Array): Uint8Array {
  const peak = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = peak === 0 ? 1 : peak / largest;
  const packed = new Uint8Array(factorBytes + vector.length);
  new DataView(packed.buffer).setFloat32(0, factor, true);
  const numbers = new Int8Array(packed.buffer, factorBytes);
  for (const [index, value] of vector.entries()) numbers[index] = Math.round(value / factor);
  return packed;
}

/** @returns how many numbers a packed vector holds */
export function packedLength(packed: Uint8Array): number {
  return packed.byteLength - factorBytes;
}

/** The dot product of a vector with a packed one of the same length: their cosine, as both have length 1. */
export function dotPacked(vector: Float32Array, packed: Uint8Array): number {
  const { buffer, byteOffset } = packed;
  const factor = new DataView(buffer, byteOffset).getFloat32(0, true);
  const numbers = new Int8Array(buffer, byteOffset + factorBytes);
  let sum = 0;
  for (let index = 0; index < vector.length; index++) {
    sum += (vector[index] ?? 0) * (numbers[index] ?? 0);
  }
  return sum * factor;
}
