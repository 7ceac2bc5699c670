import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.js';
import { firstGuess } from '../../../src/base/plan/calibration.js';
import { planLoad } from '../../../src/base/plan/planLoad.js';
import { predictMemory } from '../../../src/base/plan/predictMemory.js';
import { PlanChannel } from '../../../src/features/models/core/plan/planChannel.js';
import type { LoadModelParams } from '../../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { LoadedPlan, ModelPlan } from '../../../src/protocol/modelPlan.js';
import type { PlanChoice, PlanViewState } from '../../../src/protocol/planView.js';
import { FakeLog } from '../../support/fakeLog.js';
import { machineWith, qwen30b } from '../../support/plan/samplePlans.js';
import { sampleModel } from '../../support/sampleModel.js';
import { until } from '../../support/until.js';

const choice: PlanChoice = { contextSize: 4096, threads: 0, gpuLayers: null, expertsOnCpu: 24 };
const settings = { ...choice, backend: 'auto', gpuMemoryLimitMb: null } as const;

function samplePlan(): ModelPlan {
  const layout = qwen30b();
  const machine = machineWith(8 * 2 ** 30);
  const wishes = { contextSize: 4096 };
  const plan = planLoad(layout, machine, wishes, firstGuess);
  const basis = { layout, machine, calibration: firstGuess, wishes, limits: {} };
  return { ...basis, ...plan, file: sampleModel().file, backend: 'vulkan', ladder: [], threads: 7 };
}

describe('PlanChannel', () => {
  const states: PlanViewState[] = [];
  const asked: LoadModelParams[] = [];
  const loads: unknown[][] = [];
  const log = new FakeLog();
  let change: Emitter<EngineState>;
  let state: EngineState;
  let answer: () => Promise<ModelPlan>;
  let channel: PlanChannel;

  beforeEach(() => {
    for (const list of [states, asked, loads, log.entries]) list.length = 0;
    change = new Emitter<EngineState>();
    state = { kind: 'stopped' };
    answer = () => Promise.resolve(samplePlan());
    channel = new PlanChannel({
      post: (message) => states.push(message.state),
      path: sampleModel().file.path,
      engine: {
        get state() {
          return state;
        },
        onDidChangeState: change.event,
        planModel: (params) => {
          asked.push(params);
          return answer();
        },
      },
      settings: () => settings,
      load: (...load) => {
        loads.push(load);
        return Promise.resolve();
      },
      log,
      t: (text) => text,
    });
  });
  afterEach(() => {
    channel.dispose();
  });

  const kinds = (): string[] => states.map(({ kind }) => kind);

  it('plans with the settings when the view is there', async () => {
    channel.receive({ type: 'ready' });
    await until(() => kinds().includes('plan'), 'a plan');
    assert.deepEqual(kinds(), ['busy', 'plan']);
    assert.deepEqual(asked[0]?.expertsOnCpu, { firstLayers: 24 });
    const last = states.at(-1);
    assert.ok(last?.kind === 'plan' && last.loaded === undefined && !last.isLoading);
    assert.deepEqual(last.choice, choice);
  });

  it('says why there is no plan', async () => {
    answer = () => Promise.reject(new Error('The file is not a GGUF.'));
    channel.receive({ type: 'refresh' });
    await until(() => kinds().includes('failed'), 'the failure');
    assert.deepEqual(states.at(-1), { kind: 'failed', message: 'The file is not a GGUF.' });
  });

  it('drops the answer of a plan that a newer one replaced', async () => {
    let release: (plan: ModelPlan) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    channel.receive({ type: 'ready' });
    const first = release;
    channel.receive({ type: 'refresh' });
    release(samplePlan());
    first(samplePlan());
    await until(() => kinds().includes('plan'), 'a plan');
    assert.equal(kinds().filter((kind) => kind === 'plan').length, 1);
  });

  it('passes the user’s choice on, and nothing that makes no sense', () => {
    channel.receive({ type: 'load', choice });
    assert.deepEqual(loads, [[sampleModel().file.path, choice]]);
    channel.receive({ type: 'load', choice: { ...choice, gpuLayers: -1 } });
    channel.receive({ type: 'load', choice: { ...choice, contextSize: 1.5 } });
    channel.receive({ type: 'delete' });
    assert.equal(loads.length, 1);
    assert.equal(log.messages('warn').length, 3);
  });

  it('shows what was measured once this model is loaded, and only of this one', async () => {
    channel.receive({ type: 'ready' });
    await until(() => kinds().includes('plan'), 'a plan');
    const plan = samplePlan();
    const { layout, placement, machine, calibration, wishes, limits, threads } = plan;
    const loadedPlan: LoadedPlan = {
      ...{ layout, placement, machine, calibration, wishes, limits, threads },
      prediction: predictMemory(layout, placement, machine, calibration, 1),
      measured: {
        ...{ contexts: 1, deviceBufferBytes: 1, deviceContextBytes: 1 },
        ...{ systemBytes: 2, systemContextBytes: 1 },
      },
      steps: [],
    };
    const model = { ...sampleModel(), plan: loadedPlan };
    state = { kind: 'ready', model };
    change.fire(state);
    const last = states.at(-1);
    assert.ok(last?.kind === 'plan');
    assert.deepEqual(last.loaded, loadedPlan);
    state = { kind: 'ready', model: { ...model, file: { ...model.file, path: '/other.gguf' } } };
    change.fire(state);
    const other = states.at(-1);
    assert.ok(other?.kind === 'plan' && other.loaded === undefined);
  });
});
