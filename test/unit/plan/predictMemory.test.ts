import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calibrate } from '../../../src/base/plan/calibrate.js';
import { firstGuess } from '../../../src/base/plan/calibration.js';
import type { MemoryParts } from '../../../src/base/plan/memoryParts.js';
import { totalOf } from '../../../src/base/plan/memoryParts.js';
import type { Placement } from '../../../src/base/plan/placement.js';
import { predictMemory } from '../../../src/base/plan/predictMemory.js';
import { splitLayers } from '../../../src/base/plan/splitLayers.js';
import { stepDown } from '../../../src/base/plan/stepDown.js';
import { physicalCores } from '../../../src/engine/runtime/machine.js';
import { threadCount } from '../../../src/base/plan/threadCount.js';
import { anyLayout, machineWith, qwen30b } from '../../support/plan/samplePlans.js';

const gib = 2 ** 30;
const all: Placement = { gpuLayers: 49, expertLayersOnCpu: 0, contextSize: 4096 };
const exact = { ...firstGuess, deviceExtraBytes: 0 };
const weights = (parts: MemoryParts): number => parts.attention + parts.shared + parts.routed;

describe('predictMemory', () => {
  it('finds a place for every weight, whatever the placement', () => {
    const property = fc.property(
      anyLayout,
      fc.array(fc.integer({ min: 0, max: 24 * gib }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 26 }),
      fc.integer({ min: 0, max: 24 }),
      (layout, free, gpuLayers, expertLayersOnCpu) => {
        const placement = { gpuLayers, expertLayersOnCpu, contextSize: 2048 };
        const prediction = predictMemory(layout, placement, machineWith(...free), exact);
        const places = [...prediction.devices, prediction.system];
        const placed = places.reduce((sum, { parts }) => sum + weights(parts), 0);
        const expected = layout.layers.reduce(
          (sum, one) => sum + one.attentionBytes + one.sharedBytes + one.routedBytes,
          0,
        );
        assert.equal(placed, expected);
        for (const { parts, totalBytes } of places) assert.equal(totalOf(parts), totalBytes);
      },
    );
    fc.assert(property);
  });

  it('moves the experts of the first layers, and nothing else, into system memory', () => {
    const machine = machineWith(80 * gib);
    const before = predictMemory(qwen30b(), all, machine, exact);
    const after = predictMemory(qwen30b(), { ...all, expertLayersOnCpu: 24 }, machine, exact);
    assert.equal(after.system.parts.routed, 24 * 324 * 2 ** 20);
    assert.equal(after.devices[0]?.parts.routed, 24 * 324 * 2 ** 20);
    assert.equal(after.devices[0].parts.attention, before.devices[0]?.parts.attention);
    assert.equal(after.devices[0].parts.cache, before.devices[0]?.parts.cache);
    // 98,304 bytes a token, 4,096 tokens, two lanes
    assert.equal(after.devices[0].parts.cache, 98_304 * 4096 * 2);
  });

  it('gives completion no more context than it can use, and has it first', () => {
    const placement = { ...all, contextSize: 16_384 };
    const cacheBytes = (contexts: number): number | undefined =>
      predictMemory(qwen30b(), placement, machineWith(80 * gib), exact, contexts).devices[0]?.parts
        .cache;
    assert.equal(cacheBytes(1), 98_304 * 4_096);
    assert.equal(cacheBytes(2), 98_304 * (4_096 + 16_384));
  });

  it('copies tied embeddings to the GPU that computes the output', () => {
    const tied = { ...qwen30b(), isOutputTied: true, outputBytes: 8192 };
    const { devices, system } = predictMemory(tied, all, machineWith(80 * gib), exact);
    assert.equal(devices[0]?.parts.embeddings, tied.embeddingBytes + 8192);
    assert.equal(system.parts.embeddings, tied.embeddingBytes);
  });

  it('agrees with the buffers that it was calibrated by', () => {
    const property = fc.property(
      anyLayout,
      fc.integer({ min: 0, max: 26 }),
      fc.integer({ min: 0, max: 24 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (layout, gpuLayers, expertLayersOnCpu, ratio) => {
        const machine = machineWith(24 * gib);
        const placement = { gpuLayers, expertLayersOnCpu, contextSize: 2048 };
        const { devices, system } = predictMemory(layout, placement, machine, exact, 1);
        const device = devices[0] ?? assert.fail();
        const contextBytes = ({ parts }: { parts: MemoryParts }): number =>
          parts.cache + ratio * parts.compute;
        const buffers = {
          contexts: 1,
          deviceBufferBytes: device.totalBytes + (ratio - 1) * device.parts.compute,
          deviceContextBytes: contextBytes(device),
          systemBytes: system.totalBytes + (ratio - 1) * system.parts.compute + 1000,
          systemContextBytes: contextBytes(system),
        };
        const found = calibrate(layout, placement, machine, buffers, 500, 'measured');
        const again = predictMemory(layout, placement, machine, found, 1);
        const near = (one: number, other: number): void => {
          assert.ok(Math.abs(one - other) <= 1 + 1e-6 * other, `${one} is not ${other}`);
        };
        near(again.system.totalBytes, buffers.systemBytes);
        const driver = device.totalBytes > 0 ? 500 : 0;
        near(again.devices[0]?.totalBytes ?? 0, buffers.deviceBufferBytes + driver);
      },
    );
    fc.assert(property);
  });
});

describe('splitLayers', () => {
  it('gives each device layers by its free memory, in order', () => {
    const { devices } = machineWith(3 * gib, gib);
    assert.deepEqual(splitLayers(8, devices), [0, 0, 0, 0, 0, 0, 1, 1]);
    assert.deepEqual(splitLayers(2, machineWith(gib).devices), [0, 0]);
  });
});

describe('stepDown', () => {
  const from = (failed: Placement): Placement | undefined =>
    stepDown(qwen30b(), machineWith(24 * gib), firstGuess, failed)?.placement;

  it('goes experts, context, layers, CPU, each step freeing something worth while', () => {
    const taken: Placement[] = [];
    for (let at: Placement | undefined = { ...all, contextSize: 16_384 }; at; at = from(at)) {
      taken.push(at);
    }
    const phases = taken.map(({ gpuLayers, expertLayersOnCpu, contextSize }) => {
      if (gpuLayers === 0) return 'cpu';
      if (gpuLayers < 49) return 'layers';
      return contextSize < 16_384 ? 'context' : expertLayersOnCpu > 0 ? 'experts' : 'top';
    });
    assert.deepEqual([...new Set(phases)], ['top', 'experts', 'context', 'layers', 'cpu']);
    assert.equal(phases.indexOf('cpu') > phases.lastIndexOf('layers'), true);
    // 4 % a step: no hundred attempts to load a model of 17 GB
    assert.ok(phases.filter((phase) => phase === 'experts').length < 40, phases.join());
  });

  it('ends on the CPU with the smallest context', () => {
    assert.equal(from({ gpuLayers: 0, expertLayersOnCpu: 0, contextSize: 2048 }), undefined);
  });
});

describe('threadCount', () => {
  it('leaves a physical core free, and does what the user says', () => {
    assert.deepEqual(
      [1, 2, 8].map((cores) => threadCount(cores, 0)),
      [1, 1, 7],
    );
    assert.equal(threadCount(8, 12), 12);
  });

  it('takes the cores of a larger virtual machine for hyper-threads', () => {
    assert.equal(physicalCores(16, 16, true), 8);
    assert.equal(physicalCores(8, 16, true), 8);
    assert.equal(physicalCores(16, 16, false), 16);
    assert.equal(physicalCores(2, 2, true), 2);
    assert.equal(physicalCores(8, 4, false), 4);
  });
});
