import assert from 'node:assert/strict';
import { isOwnFault } from '../../../src/engineClient/crashCause.js';
import { EngineHarness } from '../../support/fakeEngine/engineHarness.js';
import type { FakeEngineProcess } from '../../support/fakeEngine/fakeEngineProcess.js';
import { until } from '../../support/until.js';
import { sampleLoadParams, sampleModel } from '../../support/sampleModel.js';

const onGpu = sampleModel({
  backend: { backend: 'vulkan', deviceNames: ['GPU'], ladder: [], threads: 1, gpuLayers: 9 },
});

describe('a crash on a GPU backend', () => {
  let harness: EngineHarness;
  afterEach(() => {
    harness.end();
  });

  const initialized = (process: FakeEngineProcess): unknown =>
    process.received.find(({ name }) => name === 'initialize')?.params;

  async function crashedWith(cause: string): Promise<unknown> {
    harness = new EngineHarness((process) => {
      process.answer('loadModel', () => onGpu);
    });
    await harness.client.loadModel(sampleLoadParams);
    harness.process(0).die(cause);
    await harness.untilState('restarting');
    harness.clock.advance(1_000);
    await harness.untilReceived(1, 'initialize');
    return initialized(harness.process(1));
  }

  it('is told to the next engine, which then steps down', async () => {
    const { lastCrash } = (await crashedWith('signal SIGABRT')) as { lastCrash?: unknown };
    assert.deepEqual(lastCrash, { backend: 'vulkan', cause: 'signal SIGABRT' });
  });

  it('is told with the memory that ran out, so that the backend is not blamed', async () => {
    harness = new EngineHarness((process) => {
      process.answer('loadModel', () => onGpu);
    });
    await harness.client.loadModel(sampleLoadParams);
    const line = 'ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory';
    harness.process(0).print('stderr', line);
    harness.process(0).die('signal SIGABRT');
    await harness.untilState('restarting');
    harness.clock.advance(1_000);
    await harness.untilReceived(1, 'initialize');
    const { lastCrash } = initialized(harness.process(1)) as { lastCrash?: unknown };
    assert.deepEqual(lastCrash, { backend: 'vulkan', cause: 'signal SIGABRT', outOfMemory: true });
  });

  it('is not blamed on the backend when the process was killed from outside', async () => {
    assert.equal('lastCrash' in ((await crashedWith('signal SIGKILL')) as object), false);
  });

  it('repeats a load that died on a GPU', async () => {
    harness = new EngineHarness((process, index) => {
      if (index > 0) process.answer('loadModel', () => sampleModel());
      else process.ignore('loadModel');
    });
    const loading = harness.client.loadModel(sampleLoadParams);
    const rejected = assert.rejects(loading);
    await harness.untilReceived(0, 'loadModel');
    const { path } = sampleLoadParams;
    await harness
      .process(0)
      .notify('loadProgress', { path, step: 'weights', fraction: 0.5, backend: 'cuda' });
    const onto = () =>
      harness.states.some((one) => one.kind === 'loading' && one.backend === 'cuda');
    await until(onto, 'progress of the load onto the GPU');
    harness.process(0).die('signal SIGABRT');
    await rejected;
    await harness.untilState('restarting');
    harness.clock.advance(1_000);
    await harness.untilState('ready');
  });

  it('is forgotten when the user restarts the engine', async () => {
    await crashedWith('signal SIGABRT');
    await harness.client.restart();
    const process = harness.processes.at(-1);
    assert.ok(process);
    const params = initialized(process) as { forgetVerdicts?: boolean; lastCrash?: unknown };
    assert.equal(params.forgetVerdicts, true);
    assert.equal(params.lastCrash, undefined);
  });
});

describe('what ended a process', () => {
  it('is told apart from what somebody else did to it', () => {
    const own = ['signal SIGABRT', 'signal SIGSEGV', 'exit code 134', 'exit code 3221225477'];
    for (const cause of own) assert.equal(isOwnFault(cause), true, cause);
    const foreign = ['signal SIGKILL', 'signal SIGTERM', 'exit code 0', 'it stopped answering'];
    for (const cause of foreign) assert.equal(isOwnFault(cause), false, cause);
  });
});
