import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import type { StatusInput } from '../../../src/features/status/core/statusView.js';
import { statusView } from '../../../src/features/status/core/statusView.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import { sampleModel } from '../../support/sampleModel.js';

const view = (engine: EngineState, changes: Partial<StatusInput> = {}) =>
  statusView({ engine, modelFound: true, completionEnabled: true, ...changes }, untranslated);

describe('statusView', () => {
  const cases: readonly {
    readonly name: string;
    readonly engine: EngineState;
    readonly input?: Partial<StatusInput>;
    readonly text: string;
    readonly summary: string;
    readonly severity: string;
    readonly busy: boolean;
    readonly firstAction: string;
  }[] = [
    {
      name: 'stopped',
      engine: { kind: 'stopped' },
      text: 'Switchyard $(circle-outline)',
      summary: 'No model is loaded',
      severity: 'normal',
      busy: false,
      firstAction: 'restartEngine',
    },
    {
      name: 'stopped without a model',
      engine: { kind: 'stopped' },
      input: { modelFound: false },
      text: 'Switchyard $(warning)',
      summary: 'No model is chosen',
      severity: 'warning',
      busy: false,
      firstAction: 'chooseModel',
    },
    {
      name: 'starting',
      engine: { kind: 'starting' },
      text: 'Switchyard $(loading~spin)',
      summary: 'Starting the engine',
      severity: 'normal',
      busy: true,
      firstAction: 'toggleCompletion',
    },
    {
      name: 'idle',
      engine: { kind: 'idle' },
      text: 'Switchyard $(circle-outline)',
      summary: 'No model is loaded',
      severity: 'normal',
      busy: false,
      firstAction: 'restartEngine',
    },
    {
      name: 'idle after a failed load',
      engine: { kind: 'idle', error: { reason: 'truncated', message: 'Too short.' } },
      text: 'Switchyard $(error)',
      summary: 'The model could not be loaded',
      severity: 'error',
      busy: false,
      firstAction: 'chooseModel',
    },
    {
      name: 'idle after a cancelled load',
      engine: { kind: 'idle', error: { reason: 'loadCancelled', message: 'Cancelled.' } },
      text: 'Switchyard $(circle-outline)',
      summary: 'Loading the model was cancelled',
      severity: 'normal',
      busy: false,
      firstAction: 'restartEngine',
    },
    {
      name: 'loading weights',
      engine: { kind: 'loading', path: '/m', step: 'weights', fraction: 0.427 },
      text: 'Switchyard $(loading~spin) 42 %',
      summary: 'Loading the model: 42 %',
      severity: 'normal',
      busy: true,
      firstAction: 'toggleCompletion',
    },
    {
      name: 'testing backends',
      engine: { kind: 'loading', path: '/m', step: 'backend', fraction: 0.5 },
      text: 'Switchyard $(loading~spin)',
      summary: 'Testing the compute backends',
      severity: 'normal',
      busy: true,
      firstAction: 'toggleCompletion',
    },
    {
      name: 'ready',
      engine: { kind: 'ready', model: sampleModel() },
      text: 'Switchyard $(check)',
      summary: 'Small MoE',
      severity: 'normal',
      busy: false,
      firstAction: 'toggleCompletion',
    },
    {
      name: 'ready, switched off',
      engine: { kind: 'ready', model: sampleModel() },
      input: { completionEnabled: false },
      text: 'Switchyard $(circle-slash)',
      summary: 'Small MoE, completion is off',
      severity: 'normal',
      busy: false,
      firstAction: 'toggleCompletion',
    },
    {
      name: 'ready, but without FIM tokens',
      engine: { kind: 'ready', model: sampleModel({ fim: 'none' }) },
      text: 'Switchyard $(warning)',
      summary: 'Small MoE cannot complete code',
      severity: 'warning',
      busy: false,
      firstAction: 'chooseModel',
    },
    {
      name: 'restarting',
      engine: { kind: 'restarting', attempt: 2, delayMs: 2_000, cause: 'signal SIGKILL' },
      text: 'Switchyard $(sync~spin)',
      summary: 'Restarting the engine',
      severity: 'warning',
      busy: true,
      firstAction: 'restartEngine',
    },
    {
      name: 'crashed',
      engine: { kind: 'crashed', cause: 'exit code 1' },
      text: 'Switchyard $(error)',
      summary: 'The engine has stopped',
      severity: 'error',
      busy: false,
      firstAction: 'restartEngine',
    },
  ];
  for (const { name, engine, input, firstAction, ...expected } of cases) {
    it(name, () => {
      const { text, summary, severity, busy, actions } = view(engine, input);
      assert.deepEqual({ text, summary, severity, busy }, expected);
      assert.equal(actions[0], firstAction);
      assert.equal(new Set(actions).size, actions.length);
      assert.equal(actions.length, 7);
    });
  }

  it('describes a MoE model and where it runs', () => {
    const { details } = view({ kind: 'ready', model: sampleModel() });
    assert.deepEqual(details, [
      'Model: Small MoE (qwen3moe, 16 experts, 4 used per token)',
      'Backend: CPU, threads: 1',
      'Context: 4096 tokens',
      'Loaded in 0.8 s',
    ]);
  });

  it('says that a dense model has no experts, and passes the engine’s notices on', () => {
    const { experts, ...file } = sampleModel().file;
    assert.ok(experts);
    const { details } = view({
      kind: 'ready',
      model: sampleModel({
        file,
        backend: { ...sampleModel().backend, backend: 'vulkan', gpuLayers: 9 },
        notices: ['There are no experts to show.'],
      }),
    });
    assert.match(details[0] ?? '', /dense, no experts/);
    assert.equal(details[1], 'Backend: Vulkan, 9 layers on the GPU');
    assert.equal(details.at(-1), 'There are no experts to show.');
  });

  it('tells why the engine restarts, and still afterwards why it did', () => {
    const restarting = view({
      kind: 'restarting',
      attempt: 2,
      delayMs: 2_000,
      cause: 'signal SIGKILL',
    });
    assert.match(restarting.details[0] ?? '', /signal SIGKILL.*Attempt 2.*2 s/);
    const ready = view({ kind: 'ready', model: sampleModel() }, { lastCrash: 'signal SIGKILL' });
    assert.match(ready.details.at(-1) ?? '', /restarted.*signal SIGKILL/);
  });
});
