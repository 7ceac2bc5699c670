const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/** Bits of the nearest IEEE 754 half-precision number (ties to even); beyond ±65,519 it is an infinity. */
export function float16Bits(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) {
    return sign | 0x7e00;
  }
  // The first single-precision number that rounds past the largest half, 65,504.
  if (magnitude >= 0x477f_f000) {
    return sign | 0x7c00;
  }
  // From 2^-14 on the half is normal: move the exponent's bias from 127 to 15 and drop 13 mantissa bits.
  if (magnitude >= 0x3880_0000) {
    return sign | roundedShift(magnitude - 0x3800_0000, 13);
  }
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) {
    return sign;
  }
  return sign | roundedShift((magnitude & 0x007f_ffff) | 0x0080_0000, shift);
}

/** The number that half-precision bits stand for. */
export function float16Value(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) {
    return mantissa === 0 ? sign * Infinity : NaN;
  }
  return exponent === 0
    ? sign * mantissa * 2 ** -24
    : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** `value / 2^shift`, rounded to the nearest integer, ties to even. */
function roundedShift(value: number, shift: number): number {
  const quotient = value >>> shift;
  const remainder = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const roundsUp = remainder > half || (remainder === half && (quotient & 1) === 1);
  return roundsUp ? quotient + 1 : quotient;
}
