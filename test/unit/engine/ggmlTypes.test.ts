import assert from 'node:assert/strict';
import { tensorSizeBytes } from '../../../src/engine/runtime/ggmlTypes.js';

describe('tensorSizeBytes', () => {
  // Bits per weight as llama.cpp's documentation of its quantisations states them.
  const bitsPerWeight: readonly [name: string, ggmlType: number, bits: number][] = [
    ['F32', 0, 32],
    ['F16', 1, 16],
    ['Q4_0', 2, 4.5],
    ['Q4_1', 3, 5],
    ['Q5_0', 6, 5.5],
    ['Q5_1', 7, 6],
    ['Q8_0', 8, 8.5],
    ['Q2_K', 10, 2.625],
    ['Q3_K', 11, 3.4375],
    ['Q4_K', 12, 4.5],
    ['Q5_K', 13, 5.5],
    ['Q6_K', 14, 6.5625],
    ['IQ2_XXS', 16, 2.0625],
    ['IQ2_XS', 17, 2.3125],
    ['IQ3_XXS', 18, 3.0625],
    ['IQ1_S', 19, 1.5625],
    ['IQ4_NL', 20, 4.5],
    ['IQ3_S', 21, 3.4375],
    ['IQ2_S', 22, 2.5625],
    ['IQ4_XS', 23, 4.25],
    ['IQ1_M', 29, 1.75],
    ['BF16', 30, 16],
    ['TQ1_0', 34, 1.6875],
    ['TQ2_0', 35, 2.0625],
    ['MXFP4', 39, 4.25],
  ];
  for (const [name, ggmlType, bits] of bitsPerWeight) {
    it(`of ${name} is ${bits} bits per weight`, () => {
      assert.equal(tensorSizeBytes(ggmlType, [2048, 3, 16]), (2048 * 3 * 16 * bits) / 8);
    });
  }

  it('takes the 64-bit dimensions that GGUF has', () => {
    assert.equal(tensorSizeBytes(0, [4096n, 2n]), 32_768);
    assert.equal(tensorSizeBytes(2, [32, 2n]), 36);
  });

  it('of a scalar is one element', () => {
    assert.equal(tensorSizeBytes(0, []), 4);
  });

  it('counts a last block that is not full', () => {
    assert.equal(tensorSizeBytes(8, [33]), 68);
  });

  it('is unknown for types that were removed or are newer', () => {
    for (const ggmlType of [4, 5, 31, 36, 99, -1]) {
      assert.equal(tensorSizeBytes(ggmlType, [32]), undefined);
    }
  });
});
