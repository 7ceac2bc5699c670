/**
 * Small seeded pseudo-random generator (mulberry32, period 2^32) for reproducible data: the same seed gives the same
 * numbers on every machine. Not for secrets.
 */
export class SeededRandom {
  private state: number;
  private spareNormal: number | undefined;

  /** @param seed any 32-bit integer. @throws RangeError when it is not one */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
      throw new RangeError(
        `The seed must be an integer from 0 to 4294967295, not ${String(seed)}.`,
      );
    }
    this.state = seed;
  }

  /** An integer from 0 to 2^32 − 1. */
  nextUint32(): number {
    this.state = (this.state + 0x6d2b_79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A uniform number in [0, 1). */
  nextUniform(): number {
    return this.nextUint32() / 0x1_0000_0000;
  }

  /** A standard normal number (mean 0, standard deviation 1), by the Box-Muller transform. */
  nextNormal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.nextUniform()));
    const angle = 2 * Math.PI * this.nextUniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** `length` normal numbers with mean 0 and the given standard deviation. */
  normals(length: number, standardDeviation: number): Float32Array {
    const values = new Float32Array(length);
    for (let index = 0; index < length; index++) {
      values[index] = this.nextNormal() * standardDeviation;
    }
    return values;
  }
}
