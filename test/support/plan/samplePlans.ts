import fc from 'fast-check';
import type { Machine } from '../../../src/base/plan/machine.js';
import type { LayerLayout, ModelLayout } from '../../../src/base/plan/modelLayout.js';

const mib = 2 ** 20;
const gib = 2 ** 30;

/** Qwen3-30B-A3B in Q4_0, by its published shape: 48 MoE layers, 128 experts of which 8 work. */
export function qwen30b(): ModelLayout {
  const layer: LayerLayout = {
    attentionBytes: 11.7 * mib,
    sharedBytes: 0,
    routedBytes: 324 * mib,
    largestRoutedTensorBytes: 108 * mib,
    cacheBytesPerToken: 2048,
    stateBytes: 0,
  };
  return {
    layers: Array.from({ length: 48 }, () => layer),
    embeddingBytes: 167 * mib,
    outputBytes: 167 * mib,
    isOutputTied: false,
    widths: {
      embedding: 2048,
      vocabulary: 151_936,
      attention: 4096,
      scoredHeads: 0,
      feedForward: 6144,
      expertFeedForward: 768,
      expertCount: 128,
      expertsPerToken: 8,
    },
  };
}

/** @param freeBytes of each GPU */
export function machineWith(...freeBytes: number[]): Machine {
  return {
    devices: freeBytes.map((free, index) => ({
      name: `GPU ${index}`,
      totalBytes: free,
      freeBytes: free,
    })),
    system: { totalBytes: 128 * gib, freeBytes: 96 * gib },
    physicalCores: 8,
  };
}

const bytes = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most });

const anyLayer: fc.Arbitrary<LayerLayout> = fc
  .record({
    attentionBytes: bytes(64 * mib),
    sharedBytes: bytes(64 * mib),
    tensorBytes: fc.option(bytes(256 * mib), { nil: 0 }),
    cacheBytesPerToken: bytes(8192),
    stateBytes: bytes(4 * mib),
  })
  .map(({ tensorBytes, ...layer }) => ({
    ...layer,
    routedBytes: 3 * tensorBytes,
    largestRoutedTensorBytes: tensorBytes,
  }));

export const anyLayout: fc.Arbitrary<ModelLayout> = fc.record({
  layers: fc.array(anyLayer, { minLength: 1, maxLength: 24 }),
  embeddingBytes: bytes(gib),
  outputBytes: bytes(gib),
  isOutputTied: fc.boolean(),
  widths: fc.record({
    embedding: fc.integer({ min: 64, max: 8192 }),
    vocabulary: fc.integer({ min: 256, max: 200_000 }),
    attention: fc.integer({ min: 64, max: 8192 }),
    scoredHeads: fc.constantFrom(0, 0, 16),
    feedForward: fc.integer({ min: 64, max: 16_384 }),
    expertFeedForward: fc.integer({ min: 64, max: 4096 }),
    expertCount: fc.integer({ min: 0, max: 256 }),
    expertsPerToken: fc.integer({ min: 0, max: 16 }),
  }),
});

export const anyMachine: fc.Arbitrary<Machine> = fc
  .record({
    free: fc.array(bytes(24 * gib), { maxLength: 3 }),
    systemFree: bytes(64 * gib),
    canPlace: fc.boolean(),
  })
  .map(({ free, systemFree, canPlace }) => ({
    ...machineWith(...free),
    system: { totalBytes: 64 * gib, freeBytes: systemFree },
    ...(!canPlace && { expertsObstacle: 'Not on this platform.' }),
  }));
