import assert from 'node:assert/strict';

import fc from 'fast-check';

import { float16Bits, float16Value } from '../../../src/base/gguf/float16.js';
import { quantise } from '../../../src/base/gguf/quantise.js';

const block = fc
  .array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 32, maxLength: 32 })
  .map((values) => Float32Array.from(values));

describe('quantise', () => {
  it('rounds to half precision and back', () => {
    const cases: [value: number, bits: number][] = [
      [0, 0x0000],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65_504, 0x7bff],
      [65_519, 0x7bff],
      [65_520, 0x7c00],
      [Infinity, 0x7c00],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -25, 0x0000],
      [2 ** -25 * 1.001, 0x0001],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
    ];
    for (const [value, bits] of cases) {
      assert.equal(float16Bits(value), bits, `bits of ${String(value)}`);
    }
    assert.equal(float16Bits(NaN) & 0x7e00, 0x7e00);
    for (let bits = 0; bits < 0x1_0000; bits++) {
      const value = float16Value(bits);
      if (!Number.isNaN(value)) {
        assert.equal(float16Bits(value), bits);
      }
    }
  });

  it('picks the nearest half', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65_504, max: 65_504 }), (value) => {
        const bits = float16Bits(value);
        const error = Math.abs(float16Value(bits) - value);
        for (const neighbour of [bits - 1, bits + 1]) {
          const other = float16Value(neighbour & 0xffff);
          assert(
            !(Math.abs(other - value) < error),
            `${String(other)} is nearer to ${String(value)}`,
          );
        }
      }),
    );
  });

  it('keeps F32 as it is', () => {
    const values = Float32Array.of(1.5, -0, 3.4e38);
    assert.deepEqual(new Float32Array(quantise(values, 'F32').buffer), values);
  });

  it('keeps Q8_0 within half a step of each value', () => {
    fc.assert(
      fc.property(block, (values) => {
        const bytes = quantise(values, 'Q8_0');
        const view = new DataView(bytes.buffer);
        const scale = float16Value(view.getUint16(0, true));
        const step = largestMagnitude(values) / 127;
        const tolerance = step / 2 + 127 * halfPrecisionError(step) + 1e-6 * step;
        values.forEach((value, index) => {
          const restored = scale * view.getInt8(2 + index);
          assert(Math.abs(restored - value) <= tolerance);
        });
      }),
    );
  });

  it('keeps Q4_0 within a step of each value', () => {
    fc.assert(
      fc.property(block, (values) => {
        const bytes = quantise(values, 'Q4_0');
        const scale = float16Value(new DataView(bytes.buffer).getUint16(0, true));
        const step = largestMagnitude(values) / 8;
        const tolerance = step + 8 * halfPrecisionError(step) + 1e-5 * step;
        values.forEach((value, index) => {
          const pair = bytes[2 + (index % 16)] ?? 0;
          const nibble = index < 16 ? pair & 0xf : pair >> 4;
          assert(Math.abs(scale * (nibble - 8) - value) <= tolerance);
        });
      }),
    );
  });

  // The expected bytes are what ggml_quantize_chunk of llama.cpp v0.4.0 returns for the same values.
  it('gives the bytes that ggml gives', () => {
    const values = Float32Array.from({ length: 32 }, (_, index) => ((index * 37) % 64) / 16 - 2);
    assert.equal(
      Buffer.from(quantise(values, 'Q8_0')).toString('hex'),
      '08248114a93cd063f88d20b547dc6f04992cc053e87b10a538cc5ff4891cb143d86b',
    );
    assert.equal(
      Buffer.from(quantise(values, 'Q4_0')).toString('hex'),
      '003440d973fc952ec851ea731da63fc862fb',
    );
  });

  it('encodes a block of zeros as zeros', () => {
    assert.deepEqual(quantise(new Float32Array(32), 'Q8_0'), new Uint8Array(34));
    const q4 = quantise(new Float32Array(32), 'Q4_0');
    assert(q4.subarray(2).every((pair) => pair === 0x88));
  });

  it('refuses broken blocks', () => {
    assert.throws(() => quantise(new Float32Array(33), 'Q4_0'), /33 is not a multiple/);
    assert.deepEqual(quantise(new Float32Array(0), 'Q8_0'), new Uint8Array(0));
  });
});

function largestMagnitude(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The most that a number changes when it is stored as a half. */
function halfPrecisionError(value: number): number {
  return Math.max(Math.abs(value) * 2 ** -11, 2 ** -25);
}
