import assert from 'node:assert/strict';
import type { LoadedModel } from '../../src/protocol/engineProtocol.js';
import type { LoadedPlan } from '../../src/protocol/modelPlan.js';
import { cpuLoad, textRequest } from '../support/engine/requests.js';
import type { TestEngine } from '../support/engine/startEngine.js';
import { startEngine } from '../support/engine/startEngine.js';
import { eventually } from '../support/eventually.js';
import { tinyArchitectures } from '../support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const never = new AbortController().signal;
/** On the CPU: weights, caches and llama.cpp's compute buffers; copies in a layout of its own come with a real load. */
const firstError = 0.1;
const learnedError = 0.02;

describe('memory plans of a real engine process', function () {
  this.timeout(240_000);
  let engine: TestEngine;

  before(async () => {
    engine = await startEngine();
  });
  after(() => engine.dispose());

  function planOf({ plan }: LoadedModel): LoadedPlan {
    assert.ok(plan, 'there is a plan');
    return plan;
  }

  function errorOf({ prediction, measured }: LoadedPlan): number {
    return Math.abs(prediction.system.totalBytes / measured.systemBytes - 1);
  }

  for (const { name } of Object.values(tinyArchitectures)) {
    it(`predicts the memory of ${name}, and better the second time`, async () => {
      const path = await writeTinyModel(engine.directory, name);
      const plan = await engine.client.planModel(cpuLoad(path));
      assert.equal(plan.calibration.sureness, 'rehearsed');
      assert.ok(plan.fits);
      const first = planOf(await engine.client.loadModel(cpuLoad(path)));
      assert.equal(first.measured.contexts, 1);
      assert.ok(errorOf(first) < firstError, `first: ${errorOf(first)}`);
      const second = planOf(await engine.client.loadModel(cpuLoad(path)));
      assert.equal(second.calibration.sureness, 'measured');
      assert.ok(errorOf(second) < learnedError, `second: ${errorOf(second)}`);
    });
  }

  it('leaves the loaded model its threads when another load is planned', async () => {
    const path = await writeTinyModel(engine.directory, 'qwen3Moe');
    const { threads } = await engine.client.planModel(cpuLoad(path, { threads: 0 }));
    const wished = threads + 1;
    await engine.client.loadModel(cpuLoad(path, { threads: wished }));
    await engine.client.planModel(cpuLoad(path, { threads: 0 }));
    await engine.client.generate(textRequest('a', 2, { lane: 'chat', kind: 'chat' }), never);
    const now = (): LoadedModel | undefined =>
      engine.client.state.kind === 'ready' ? engine.client.state.model : undefined;
    await eventually(() => now()?.plan?.measured.contexts === 2, 'the model is described again');
    assert.equal(now()?.backend.threads, wished);
  });

  it('measures again when the chat gets its context', async () => {
    const path = await writeTinyModel(engine.directory, 'qwen3Moe');
    const loaded = planOf(await engine.client.loadModel(cpuLoad(path)));
    await engine.client.generate(textRequest('a', 2, { lane: 'chat', kind: 'chat' }), never);
    const now = (): LoadedPlan | undefined =>
      engine.client.state.kind === 'ready' ? engine.client.state.model.plan : undefined;
    await eventually(() => now()?.measured.contexts === 2, 'the second context is measured');
    const plan = now();
    assert.ok(plan);
    assert.ok(plan.measured.systemBytes > loaded.measured.systemBytes);
    assert.ok(errorOf(plan) < learnedError, String(errorOf(plan)));
  });

  it('chooses the threads where nobody else does', async () => {
    const path = await writeTinyModel(engine.directory, 'deepseek');
    const { machine, threads } = await engine.client.planModel(cpuLoad(path, { threads: 0 }));
    assert.equal(threads, Math.max(1, machine.physicalCores - 1));
  });
});
