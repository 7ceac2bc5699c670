import type { ExpertArray } from './expertArray.js';
import { expertArray } from './expertArray.js';
import { isNpy, readNpy } from './npyArray.js';

export interface FlatHint {
  /** Tokens that the array is about, where it does not say so itself. */
  readonly tokens: number;
  readonly usedPerToken: number;
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Reads routing in any of the forms that servers are known to send: base64 of a NumPy file (vLLM), base64 of 32-bit
 * integers without a shape (SGLang), nested lists (vLLM 0.21).
 * @param hint what the shape of a bare array follows from
 * @throws RangeError where it is none of these
 */
export function readExperts(raw: unknown, hint: FlatHint): ExpertArray {
  if (typeof raw === 'string') {
    if (!base64.test(raw)) throw new RangeError('The routing is no base64.');
    const bytes = Buffer.from(raw, 'base64');
    if (!isNpy(bytes)) return flatArray(bytes, hint);
    const { shape, values } = readNpy(bytes);
    return expertArray(shape, values);
  }
  if (Array.isArray(raw)) return nestedArray(raw);
  throw new RangeError('The routing is neither text nor a list.');
}

function flatArray(bytes: Buffer, { tokens, usedPerToken }: FlatHint): ExpertArray {
  const row = tokens * usedPerToken;
  if (bytes.length % 4 !== 0 || row <= 0) throw new RangeError('The routing has no whole rows.');
  const ids = new Int32Array(new Uint8Array(bytes).buffer);
  return expertArray([tokens, ids.length / row, usedPerToken], ids);
}

function nestedArray(rows: readonly unknown[]): ExpertArray {
  const layers = listOf(rows[0] ?? []);
  const first = listOf(layers[0] ?? []);
  const ids: number[] = [];
  for (const row of rows) {
    const list = listOf(row);
    if (list.length !== layers.length) throw new RangeError('The routing has ragged rows.');
    for (const chosen of list) {
      const experts = listOf(chosen);
      if (experts.length !== first.length) throw new RangeError('The routing has ragged rows.');
      for (const expert of experts) {
        if (!Number.isInteger(expert)) throw new RangeError('The routing holds no expert ids.');
        ids.push(Number(expert));
      }
    }
  }
  return expertArray([rows.length, layers.length, first.length], ids);
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new RangeError('The routing is no nested list.');
}
