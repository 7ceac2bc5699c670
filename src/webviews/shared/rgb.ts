/** Red, green, blue from 0 to 255 and opacity from 0 to 1. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()`; anything else is mid-grey. */
export function parseRgb(text: string): Rgb {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex) return parseHex(hex);
  const parts = /^rgba?\(([^)]+)\)$/
    .exec(text.trim())?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (parts && parts.length >= 3 && parts.every(Number.isFinite)) {
    return { r: parts[0] ?? 0, g: parts[1] ?? 0, b: parts[2] ?? 0, a: parts[3] ?? 1 };
  }
  return { r: 128, g: 128, b: 128, a: 1 };
}

function parseHex(hex: string): Rgb {
  const digits = hex.length < 6 ? hex.replaceAll(/./g, '$&$&') : hex;
  const byte = (index: number): number => parseInt(digits.slice(2 * index, 2 * index + 2), 16);
  return { r: byte(0), g: byte(1), b: byte(2), a: digits.length >= 8 ? byte(3) / 255 : 1 };
}

/** @param opacity takes the place of the colour's own */
export function cssColour(colour: Rgb, opacity = colour.a): string {
  return `rgba(${Math.round(colour.r)}, ${Math.round(colour.g)}, ${Math.round(colour.b)}, ${opacity})`;
}

/** The colour `share` of the way from one to the other, even to the eye (in OKLab). */
export function mixRgb(from: Rgb, to: Rgb, share: number): Rgb {
  const [a, b] = [toOklab(from), toOklab(to)];
  const between = (x: number, y: number): number => x + (y - x) * share;
  return {
    ...fromOklab([between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])]),
    a: between(from.a, to.a),
  };
}

type Triple = readonly [number, number, number];

function toOklab({ r, g, b }: Rgb): Triple {
  const [red, green, blue] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, greenRed, blueYellow]: Triple): Omit<Rgb, 'a'> {
  const l = (lightness + 0.3963377774 * greenRed + 0.2158037573 * blueYellow) ** 3;
  const m = (lightness - 0.1055613458 * greenRed - 0.0638541728 * blueYellow) ** 3;
  const s = (lightness - 0.0894841775 * greenRed - 1.291485548 * blueYellow) ** 3;
  return {
    r: gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    g: gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    b: gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  };
}

function linear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function gamma(value: number): number {
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.min(255, Math.max(0, encoded * 255));
}
