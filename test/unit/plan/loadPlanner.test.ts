import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BufferBytes } from '../../../src/base/plan/calibrate.js';
import { firstGuess } from '../../../src/base/plan/calibration.js';
import type { Machine } from '../../../src/base/plan/machine.js';
import type { Placement } from '../../../src/base/plan/placement.js';
import { predictMemory } from '../../../src/base/plan/predictMemory.js';
import type { PlannedLoad } from '../../../src/engine/plan/loadPlanner.js';
import { LoadPlanner } from '../../../src/engine/plan/loadPlanner.js';
import { PlanStore } from '../../../src/engine/plan/planStore.js';
import type { LoadModelParams } from '../../../src/protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../../src/protocol/modelFile.js';
import type { MeasuredMemory } from '../../../src/protocol/modelPlan.js';
import { machineWith, qwen30b } from '../../support/plan/samplePlans.js';

const gib = 2 ** 30;
const mib = 2 ** 20;
const layout = qwen30b();
const file: ModelFileInfo = {
  path: '/models/big.gguf',
  name: 'Big MoE',
  architecture: 'qwen3moe',
  sizeBytes: 17 * gib,
  parameterCount: 30e9,
  layerCount: 48,
  trainedContextSize: 32_768,
  layout,
};
const params: LoadModelParams = {
  path: file.path,
  contextSize: 4096,
  threads: 0,
  backend: 'auto',
};
/** How much larger than the formula says llama.cpp's compute buffers are on the machine of these tests. */
const computeRatio = 3;
const driverBytes = 300 * mib;

function buffersOf(placement: Placement, machine: Machine, contexts = 1): BufferBytes {
  const exact = { ...firstGuess, computeRatio, deviceExtraBytes: 0 };
  const { devices, system } = predictMemory(layout, placement, machine, exact, contexts);
  const sum = (of: (one: (typeof devices)[number]) => number): number =>
    devices.reduce((total, one) => total + of(one), 0);
  return {
    contexts,
    deviceBufferBytes: sum(({ totalBytes }) => totalBytes),
    deviceContextBytes: sum(({ parts }) => parts.cache + parts.compute),
    systemBytes: system.totalBytes,
    systemContextBytes: system.parts.cache + system.parts.compute,
  };
}

describe('LoadPlanner', () => {
  let directory: string;
  let rehearsals: Placement[];

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'switchyard-plans-'));
    rehearsals = [];
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  function plannerOn(machine: Machine, canRehearse = true): LoadPlanner {
    const tools = {
      machine: () => Promise.resolve(machine),
      rehearse: (_file: ModelFileInfo, _layout: unknown, placement: Placement) => {
        rehearsals.push(placement);
        return Promise.resolve(canRehearse ? buffersOf(placement, machine) : undefined);
      },
    };
    return new LoadPlanner(tools, new PlanStore(directory));
  }

  async function plan(
    planner: LoadPlanner,
    wishes: Partial<LoadModelParams> = {},
  ): Promise<PlannedLoad> {
    const planned = await planner.plan(file, { ...params, ...wishes }, 'vulkan');
    assert.ok(planned, 'there is a plan');
    return planned;
  }

  const deviceBytes = ({ prediction }: PlannedLoad): number =>
    prediction.devices.reduce((sum, { totalBytes }) => sum + totalBytes, 0);

  it('plans by what the rehearsal says, and rehearses the placement that it ends with', async () => {
    const machine = machineWith(8 * gib);
    const guessed = await plan(plannerOn(machine, false));
    assert.equal(guessed.calibration.sureness, 'estimated');
    rehearsals.length = 0;
    const planned = await plan(plannerOn(machine));
    assert.equal(planned.calibration.sureness, 'rehearsed');
    assert.ok(Math.abs(planned.calibration.computeRatio - computeRatio) < 0.01);
    assert.notDeepEqual(planned.placement, guessed.placement);
    assert.deepEqual(rehearsals.at(-1), planned.placement);
    assert.ok(planned.fits);
  });

  it('predicts what a load really took the next time, in another process too', async () => {
    const machine = machineWith(24 * gib);
    const planner = plannerOn(machine);
    const first = await plan(planner);
    const buffers = buffersOf(first.placement, machine, 2);
    const measured: MeasuredMemory = {
      ...buffers,
      systemBytes: buffers.systemBytes + 77 * mib,
      deviceBytes: buffers.deviceBufferBytes + driverBytes,
    };
    await planner.learn(file, 'vulkan', first, first.placement, measured);
    const wishes = { expertsOnCpu: { firstLayers: first.placement.expertLayersOnCpu } };
    const again = await plan(plannerOn(machine), wishes);
    assert.equal(again.calibration.sureness, 'measured');
    assert.ok(Math.abs(deviceBytes(again) / (measured.deviceBytes ?? 0) - 1) < 0.001);
  });

  it('takes what the driver adds from another model on the same GPU', async () => {
    const machine = machineWith(80 * gib);
    const planner = plannerOn(machine);
    const first = await plan(planner);
    const buffers = buffersOf(first.placement, machine);
    const measured = { ...buffers, deviceBytes: buffers.deviceBufferBytes + driverBytes };
    await planner.learn(file, 'vulkan', first, first.placement, measured);
    const other = { ...file, path: '/models/other.gguf' };
    const planned = await planner.plan(other, params, 'vulkan');
    assert.equal(planned?.calibration.sureness, 'rehearsed');
    assert.ok(Math.abs(planned.calibration.deviceExtraBytes - driverBytes) < mib);
  });

  it('does not believe a driver that counts less than llama.cpp allocated', async () => {
    const machine = machineWith(80 * gib);
    const planner = plannerOn(machine);
    const first = await plan(planner);
    const buffers = buffersOf(first.placement, machine);
    await planner.learn(file, 'vulkan', first, first.placement, { ...buffers, deviceBytes: mib });
    const again = await plan(planner);
    assert.ok(deviceBytes(again) >= buffers.deviceBufferBytes);
  });

  it('begins lower after memory ran out, until the user starts afresh', async () => {
    const machine = machineWith(8 * gib);
    const planner = plannerOn(machine);
    const first = await plan(planner);
    await planner.penalise(file, 'vulkan', first, gib);
    const lower = await plan(plannerOn(machine));
    assert.ok(deviceBytes(lower) < deviceBytes(first) - 0.7 * gib);
    assert.ok(lower.placement.expertLayersOnCpu > first.placement.expertLayersOnCpu);
    await new PlanStore(directory).forgetPenalties();
    assert.deepEqual((await plan(plannerOn(machine))).placement, first.placement);
  });

  it('starts afresh with a damaged memory', async () => {
    await writeFile(path.join(directory, 'plans.json'), '{"version":1,"plans":[{"key":3}]}');
    assert.equal((await plan(plannerOn(machineWith(8 * gib)))).calibration.sureness, 'rehearsed');
  });

  it('counts the memory of the loaded model as free', async () => {
    const busy: Machine = {
      ...machineWith(24 * gib),
      devices: [{ name: 'GPU 0', totalBytes: 24 * gib, freeBytes: 4 * gib }],
    };
    const planner = plannerOn(busy);
    const held = { deviceBytes: 19 * gib, systemBytes: gib };
    const planned = await planner.plan(file, params, 'vulkan', held);
    assert.deepEqual(planned?.placement, {
      gpuLayers: 49,
      expertLayersOnCpu: 0,
      contextSize: 4096,
    });
    assert.equal(planned.machine.system.freeBytes, busy.system.freeBytes + gib);
    assert.notEqual((await plan(planner)).placement.expertLayersOnCpu, 0);
  });

  it('never plans a context beyond the one that the model was trained for', async () => {
    const planned = await plan(plannerOn(machineWith(80 * gib)), { contextSize: 500_000 });
    assert.equal(planned.placement.contextSize, 32_768);
  });

  it('chooses threads by the physical cores, and does as it is told', async () => {
    const planner = plannerOn(machineWith(80 * gib));
    assert.equal((await plan(planner)).threads, 7);
    assert.equal((await plan(planner, { threads: 3 })).threads, 3);
  });

  it('makes no plan without a layout', async () => {
    const without = { ...file };
    delete (without as { layout?: unknown }).layout;
    assert.equal(await plannerOn(machineWith()).plan(without, params, 'cpu'), undefined);
  });
});
