import type { Rgb } from '../../shared/rgb.js';
import { mixRgb } from '../../shared/rgb.js';

/** Colours on both sides of a neutral middle. */
export interface DivergingColours {
  readonly low: Rgb;
  readonly neutral: Rgb;
  readonly high: Rgb;
}

/** Entries of the colour table; odd, so that one of them is exactly neutral. */
const steps = 255;

/** Maps −1 … 1 to colours of the theme through a table, fast enough for every cell of every frame. */
export class DivergingScale {
  /** Four bytes (red, green, blue, opacity) per step. */
  private readonly bytes = new Uint8ClampedArray(steps * 4);

  constructor(readonly colours: DivergingColours) {
    const middle = (steps - 1) / 2;
    for (let step = 0; step < steps; step++) {
      const distance = Math.abs(step - middle) / middle;
      const end = step < middle ? colours.low : colours.high;
      const { r, g, b, a } = mixRgb(colours.neutral, end, distance);
      this.bytes.set([r, g, b, a * 255], step * 4);
    }
  }

  /** Writes the colour of `value` as four bytes at `offset`. */
  write(value: number, target: Uint8ClampedArray, offset: number): void {
    const from = this.stepOf(value) * 4;
    target[offset] = this.bytes[from] ?? 0;
    target[offset + 1] = this.bytes[from + 1] ?? 0;
    target[offset + 2] = this.bytes[from + 2] ?? 0;
    target[offset + 3] = this.bytes[from + 3] ?? 0;
  }

  rgb(value: number): Rgb {
    const from = this.stepOf(value) * 4;
    const [r = 0, g = 0, b = 0, a = 0] = this.bytes.subarray(from, from + 4);
    return { r, g, b, a: a / 255 };
  }

  private stepOf(value: number): number {
    const bounded = Math.min(1, Math.max(-1, value));
    return Math.round(((bounded + 1) / 2) * (steps - 1));
  }
}

/** A quarter of and four times a uniform share are the ends of the scale. */
const maxOctaves = 2;

/** A share relative to uniform on −1 … 1: 0 = uniform, ±½ = twice or half. Never chosen is the low end. */
export function shareToScale(share: number): number {
  if (share <= 0) return -1;
  return Math.min(1, Math.max(-1, Math.log2(share) / maxOctaves));
}

/** A difference of shares on −1 … 1; the ends are twice a uniform share more or less. */
export function differenceToScale(difference: number): number {
  return Math.min(1, Math.max(-1, difference / 2));
}
