import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Calibration } from '../../../src/base/plan/calibration.js';
import { firstGuess } from '../../../src/base/plan/calibration.js';
import type { Machine } from '../../../src/base/plan/machine.js';
import { moeLayersOf } from '../../../src/base/plan/modelLayout.js';
import { placementLadder } from '../../../src/base/plan/placementLadder.js';
import { deviceBudgets, planLoad } from '../../../src/base/plan/planLoad.js';
import { predictMemory } from '../../../src/base/plan/predictMemory.js';
import { anyLayout, anyMachine, machineWith, qwen30b } from '../../support/plan/samplePlans.js';

const gib = 2 ** 30;
const contextSize = 4096;
const anyContext = fc.integer({ min: 512, max: 131_072 });
const anyCalibration: fc.Arbitrary<Calibration> = fc.record({
  sureness: fc.constantFrom('estimated' as const, 'rehearsed' as const, 'measured' as const),
  computeRatio: fc.double({ min: 0.2, max: 4, noNaN: true }),
  deviceExtraBytes: fc.integer({ min: 0, max: gib }),
  systemExtraBytes: fc.integer({ min: 0, max: gib }),
});

describe('planLoad', () => {
  const plan = (gpuGib: number, context = contextSize): ReturnType<typeof planLoad> =>
    planLoad(qwen30b(), machineWith(gpuGib * gib), { contextSize: context }, firstGuess);

  it('puts everything on a GPU that is large enough', () => {
    assert.deepEqual(plan(80).placement, { gpuLayers: 49, expertLayersOnCpu: 0, contextSize });
  });

  it('keeps as few experts in system memory as 8 GiB need, and all other layers on the GPU', () => {
    const { placement, prediction, fits } = plan(8);
    assert.equal(placement.gpuLayers, 49);
    assert.equal(placement.contextSize, contextSize);
    // 15.2 GiB of experts, of which about 6 find a place
    assert.ok(placement.expertLayersOnCpu >= 26 && placement.expertLayersOnCpu <= 34);
    assert.ok(fits);
    assert.ok((prediction.devices[0]?.totalBytes ?? 0) > 7 * gib, 'the GPU is used');
  });

  it('takes a smaller context before it gives layers up, and the CPU at the end', () => {
    const small = plan(3, 65_536).placement;
    assert.equal(small.expertLayersOnCpu, 48);
    assert.equal(small.gpuLayers, 49);
    assert.ok(small.contextSize < 65_536);
    assert.ok(plan(1).placement.gpuLayers < 49);
    assert.equal(plan(0.1).placement.gpuLayers, 0);
    assert.equal(plan(0.1, 16_384).placement.contextSize, 16_384);
  });

  it('takes a smaller context where the system’s memory is short', () => {
    const machine: Machine = {
      ...machineWith(),
      system: { totalBytes: 32 * gib, freeBytes: 20 * gib },
    };
    const short = planLoad(qwen30b(), machine, { contextSize: 32_768 }, firstGuess);
    assert.ok(short.fits);
    assert.ok(short.placement.contextSize < 32_768 && short.placement.contextSize >= 2048);
  });

  it('moves whole layers where experts cannot be placed', () => {
    const machine: Machine = { ...machineWith(8 * gib), expertsObstacle: 'Not here.' };
    const { placement } = planLoad(qwen30b(), machine, { contextSize: 2048 }, firstGuess);
    assert.equal(placement.expertLayersOnCpu, 0);
    assert.ok(placement.gpuLayers > 15 && placement.gpuLayers < 25, String(placement.gpuLayers));
  });

  it('keeps what the user fixed, and says that it does not fit', () => {
    const wishes = { contextSize, gpuLayers: 49, expertLayersOnCpu: 0 };
    const fixed = planLoad(qwen30b(), machineWith(8 * gib), wishes, firstGuess);
    assert.equal(fixed.placement.gpuLayers, 49);
    assert.equal(fixed.placement.expertLayersOnCpu, 0);
    assert.equal(fixed.fits, false);
  });

  it('stays below a limit of the user’s, and further below after memory ran out', () => {
    const on80 = (limits: Parameters<typeof planLoad>[4]): number =>
      planLoad(qwen30b(), machineWith(80 * gib), { contextSize }, firstGuess, limits).prediction
        .devices[0]?.totalBytes ?? 0;
    const limited = on80({ deviceLimitBytes: 8 * gib });
    assert.ok(limited > 7 * gib && limited <= 8 * gib);
    const punished = on80({ deviceLimitBytes: 8 * gib, penaltyBytes: gib });
    assert.ok(punished <= 7 * gib);
  });

  it('never exceeds a budget when it says that it fits', () => {
    const property = fc.property(
      anyLayout,
      anyMachine,
      anyContext,
      anyCalibration,
      fc.option(fc.integer({ min: 0, max: 24 * gib }), { nil: Infinity }),
      (layout, machine, context, calibration, deviceLimitBytes) => {
        const limits = { deviceLimitBytes };
        const { prediction, fits } = planLoad(
          layout,
          machine,
          { contextSize: context },
          calibration,
          limits,
        );
        if (!fits) return;
        const budgets = deviceBudgets(machine, limits);
        prediction.devices.forEach(({ totalBytes, uncertaintyBytes }, index) => {
          if (totalBytes > 0) assert.ok(totalBytes + uncertaintyBytes <= (budgets[index] ?? 0));
        });
        assert.ok(prediction.system.totalBytes <= machine.system.freeBytes);
        const used = prediction.devices.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
        assert.ok(used <= deviceLimitBytes);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('never puts less on a GPU with more memory', () => {
    const property = fc.property(
      anyLayout,
      anyContext,
      fc.integer({ min: 0, max: 24 * gib }),
      fc.integer({ min: 0, max: 24 * gib }),
      (layout, context, one, other) => {
        const rungOf = (freeBytes: number): number => {
          const machine = machineWith(freeBytes);
          const { placement } = planLoad(layout, machine, { contextSize: context }, firstGuess);
          return placementLadder(layout, machine, { contextSize: context }).findIndex(
            (rung) => JSON.stringify(rung) === JSON.stringify(placement),
          );
        };
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        assert.ok(rungOf(more) <= rungOf(less));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});

describe('placementLadder', () => {
  it('needs no more GPU memory from rung to rung', () => {
    const property = fc.property(
      anyLayout,
      anyContext,
      anyCalibration,
      (layout, context, calibration) => {
        const machine = machineWith(24 * gib);
        let before = Infinity;
        for (const rung of placementLadder(layout, machine, { contextSize: context })) {
          const { devices } = predictMemory(layout, rung, machine, calibration);
          const bytes = devices[0]?.totalBytes ?? 0;
          // the first experts on the CPU bring a buffer for one of their tensors with them
          const copied = Math.max(...layout.layers.map((one) => one.largestRoutedTensorBytes));
          const slack = rung.expertLayersOnCpu > 0 ? 2 * copied * calibration.computeRatio : 0;
          assert.ok(bytes <= before + slack, JSON.stringify(rung));
          before = bytes;
        }
        assert.equal(before, 0, 'the last rung uses no GPU');
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  it('has only contexts to choose from without a GPU', () => {
    const rungs = placementLadder(qwen30b(), machineWith(), { contextSize: 10_000 });
    assert.deepEqual(
      rungs.map((rung) => rung.contextSize),
      [10_000, 5000, 2500, 2048],
    );
    assert.ok(
      rungs.every(({ gpuLayers, expertLayersOnCpu }) => gpuLayers + expertLayersOnCpu === 0),
    );
  });

  it('never places experts of a dense model', () => {
    const dense = {
      ...qwen30b(),
      layers: qwen30b().layers.map((layer) => ({ ...layer, routedBytes: 0 })),
    };
    assert.equal(moeLayersOf(dense).length, 0);
    const rungs = placementLadder(dense, machineWith(gib), { contextSize, expertLayersOnCpu: 9 });
    assert.ok(rungs.every(({ expertLayersOnCpu }) => expertLayersOnCpu === 0));
  });
});
