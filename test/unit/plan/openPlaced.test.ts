import assert from 'node:assert/strict';
import { firstGuess } from '../../../src/base/plan/calibration.js';
import { planLoad } from '../../../src/base/plan/planLoad.js';
import type { PlannedLoad } from '../../../src/engine/plan/loadPlanner.js';
import { openPlaced } from '../../../src/engine/plan/openPlaced.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import type { LoadModelParams } from '../../../src/protocol/engineProtocol.js';
import type { PlanStep } from '../../../src/protocol/modelPlan.js';
import { machineWith, qwen30b } from '../../support/plan/samplePlans.js';

const gib = 2 ** 30;
const wishes = { contextSize: 8192 };
const params: LoadModelParams = { path: '/m.gguf', ...wishes, threads: 0, backend: 'auto' };

function planOn(freeBytes: number): PlannedLoad {
  const layout = qwen30b();
  const machine = machineWith(freeBytes);
  const plan = planLoad(layout, machine, wishes, firstGuess);
  const basis = { layout, machine, calibration: firstGuess, wishes, limits: {} };
  return { ...basis, ...plan, threads: 7 };
}

const outOfMemory = (): EngineError => new EngineError('notEnoughMemory', 'It does not fit.');

describe('openPlaced', () => {
  const asked: LoadModelParams[] = [];
  const told: PlanStep[] = [];
  beforeEach(() => {
    asked.length = 0;
    told.length = 0;
  });

  function open(
    plan: PlannedLoad,
    failures: number,
    error = outOfMemory,
  ): ReturnType<typeof openPlaced<string>> {
    return openPlaced({
      params,
      plan,
      open: (load) => {
        asked.push(load);
        return asked.length <= failures ? Promise.reject(error()) : Promise.resolve('model');
      },
      onStep: (step, freedBytes) => {
        assert.ok(freedBytes > 0);
        told.push(step);
        return Promise.resolve();
      },
    });
  }

  it('loads the planned placement', async () => {
    const { model, steps } = await open(planOn(8 * gib), 0);
    assert.equal(model, 'model');
    assert.deepEqual(steps, []);
    const [load] = asked;
    assert.equal(load?.gpuLayers, 49);
    assert.equal(load.threads, 7);
    assert.ok(typeof load.expertsOnCpu === 'object' && load.expertsOnCpu.firstLayers > 20);
  });

  it('steps down when memory runs out, and says what it did', async () => {
    const { plan, steps } = await open(planOn(80 * gib), 2);
    assert.equal(steps.length, 2);
    assert.deepEqual(told, steps);
    assert.match(
      steps[0]?.reason ?? '',
      /^GPU memory ran out with all layers on the GPU, 8,192 tokens of context; Switchyard now keeps the experts of \d+ layers in system memory\.$/,
    );
    assert.deepEqual(plan.placement, steps[1]?.to);
    assert.deepEqual(steps[1]?.from, steps[0]?.to);
    assert.equal(asked.at(-1)?.gpuLayers, 49);
  });

  it('goes down to the CPU, then gives up with the reason', async () => {
    await assert.rejects(open(planOn(8 * gib), Infinity), (error) =>
      EngineError.is(error, 'notEnoughMemory'),
    );
    assert.equal(asked.at(-1)?.gpuLayers, 0);
    assert.equal(asked.at(-1)?.contextSize, 2048);
    assert.ok(asked.length < 70, `${asked.length} attempts`);
  });

  it('does not step down for another failure', async () => {
    const damaged = (): EngineError => new EngineError('loadFailed', 'The file is damaged.');
    await assert.rejects(open(planOn(8 * gib), 1, damaged), /damaged/);
    assert.equal(asked.length, 1);
  });
});
