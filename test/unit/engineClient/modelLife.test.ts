import assert from 'node:assert/strict';
import { ResponseError } from 'vscode-jsonrpc/node';
import type { GenerateParams, GenerateResult } from '../../../src/protocol/engineProtocol.js';
import { EngineError, engineErrorCode } from '../../../src/protocol/engineErrors.js';
import { noTokens } from '../../../src/protocol/requestRecord.js';
import { EngineHarness } from '../../support/fakeEngine/engineHarness.js';
import type { FakeEngineProcess } from '../../support/fakeEngine/fakeEngineProcess.js';
import { sampleLoadParams, sampleModel } from '../../support/sampleModel.js';
import { until } from '../../support/until.js';

const params: GenerateParams = {
  id: 'r1',
  kind: 'completion',
  lane: 'completion',
  prompt: { kind: 'text', text: 'a' },
  stop: { maxTokens: 4 },
  stream: true,
};

const result: GenerateResult = {
  text: 'bc',
  stopReason: 'endOfGeneration',
  tokens: noTokens,
  phases: [],
  model: 'Small MoE',
  backend: 'cpu',
};

const loads = (process: FakeEngineProcess): void => {
  process.answer('loadModel', () => sampleModel());
};

const holdsLoad = (process: FakeEngineProcess): void => {
  process.answer(
    'loadModel',
    (_params, token) =>
      new Promise((_resolve, reject) => {
        token.onCancellationRequested(() => {
          reject(new Error('cancelled'));
        });
      }),
  );
};

describe('life of the model', () => {
  let harness: EngineHarness;
  const use = (...prepare: ConstructorParameters<typeof EngineHarness>): EngineHarness =>
    (harness = new EngineHarness(...prepare));

  afterEach(() => {
    harness.end();
  });

  it('is loading, shows progress and is ready', async () => {
    const { client } = use((process) => {
      process.answer('loadModel', async () => {
        const { path } = sampleLoadParams;
        await process.notify('loadProgress', { path, step: 'weights', fraction: 0.5 });
        await process.notify('loadProgress', { path, step: 'weights', fraction: 0.501 });
        await process.notify('loadProgress', { path: '/other', step: 'weights', fraction: 0.9 });
        return sampleModel();
      });
    });
    const model = await client.loadModel(sampleLoadParams);
    assert.equal(model.file.name, 'Small MoE');
    assert.deepEqual(
      harness.states.map((state) =>
        state.kind === 'loading' ? `${state.step} ${state.fraction}` : state.kind,
      ),
      ['starting', 'header 0', 'weights 0.5', 'ready'],
    );
  });

  it('keeps the reason of a load that failed and can load again', async () => {
    const { client } = use();
    await client.start();
    harness.process(0).refuse('loadModel', 'notGguf', 'This is no GGUF file.');
    await assert.rejects(client.loadModel(sampleLoadParams), (error) =>
      EngineError.is(error, 'notGguf'),
    );
    assert.deepEqual(client.state, {
      kind: 'idle',
      error: { reason: 'notGguf', message: 'This is no GGUF file.' },
    });
    loads(harness.process(0));
    await client.loadModel(sampleLoadParams);
    assert.equal(client.state.kind, 'ready');
  });

  it('keeps the model that the engine kept when another could not be loaded', async () => {
    const { client, clock } = use((process) => {
      process.answer('countTokens', () => 0);
      process.answer('loadModel', ({ path }) => {
        if (path === sampleLoadParams.path) return sampleModel();
        throw new ResponseError(engineErrorCode, 'No.', { reason: 'notGguf' });
      });
    });
    const model = await client.loadModel(sampleLoadParams);
    await assert.rejects(client.loadModel({ ...sampleLoadParams, path: '/bad' }), /No\./);
    assert.deepEqual(client.state, { kind: 'ready', model });
    harness.process(0).die('signal SIGKILL');
    clock.advance(1_000);
    await harness.untilState('ready');
    assert.deepEqual(harness.process(1).received.at(-1)?.params, sampleLoadParams);
  });

  it('says that no model is left when the engine had to let go of the old one', async () => {
    const { client } = use((process) => {
      loads(process);
      process.refuse('countTokens', 'noModel', 'No model.');
    });
    await client.loadModel(sampleLoadParams);
    harness.process(0).refuse('loadModel', 'notEnoughMemory', 'Too large.');
    await assert.rejects(client.loadModel({ ...sampleLoadParams, path: '/large' }), /Too large/);
    assert.deepEqual(client.state, {
      kind: 'idle',
      error: { reason: 'notEnoughMemory', message: 'Too large.' },
    });
  });

  it('carries the cancellation of a load to the engine', async () => {
    const { client } = use((process) => {
      process.answer(
        'loadModel',
        (_params, token) =>
          new Promise((resolve) => {
            token.onCancellationRequested(() => {
              resolve(sampleModel({ loadMs: 1 }));
            });
          }),
      );
    });
    const abort = new AbortController();
    const load = client.loadModel(sampleLoadParams, abort.signal);
    await harness.untilReceived(0, 'loadModel');
    abort.abort();
    assert.equal((await load).loadMs, 1);
  });

  it('cancels a load that still waits for the process', async () => {
    const { client } = use((process) => {
      process.ignore('initialize');
    });
    const abort = new AbortController();
    const load = client.loadModel(sampleLoadParams, abort.signal);
    await harness.untilReceived(0, 'initialize');
    abort.abort();
    await assert.rejects(load, (error) => EngineError.is(error, 'loadCancelled'));
  });

  it('lets a newer load replace the older one', async () => {
    const { client } = use((process) => {
      process.answer('loadModel', (wanted, token) => {
        if (wanted.path === '/new') return sampleModel({ loadMs: 2 });
        return new Promise((_resolve, reject) => {
          token.onCancellationRequested(() => {
            reject(new Error('cancelled'));
          });
        });
      });
    });
    const older = client.loadModel({ ...sampleLoadParams, path: '/old' });
    const rejected = assert.rejects(older);
    await harness.untilReceived(0, 'loadModel');
    const newer = client.loadModel({ ...sampleLoadParams, path: '/new' });
    await rejected;
    assert.deepEqual(client.state, {
      kind: 'loading',
      path: '/new',
      step: 'header',
      fraction: 0,
    });
    assert.equal((await newer).loadMs, 2);
    assert.equal(client.state.kind, 'ready');
  });

  it('loads the model again after a crash', async () => {
    const { client, clock } = use(loads);
    await client.loadModel(sampleLoadParams);
    harness.process(0).die('signal SIGKILL');
    clock.advance(1_000);
    await harness.untilState('ready');
    assert.deepEqual(
      harness.process(1).received.map((request) => request.name),
      ['initialize', 'loadModel'],
    );
    assert.deepEqual(harness.kinds.slice(-4), ['restarting', 'starting', 'loading', 'ready']);
  });

  it('does not repeat a load that died with its process, except on the user’s restart', async () => {
    const { client, clock } = use((process, index) => {
      if (index === 0) process.ignore('loadModel');
      else loads(process);
    });
    const load = client.loadModel(sampleLoadParams);
    await harness.untilReceived(0, 'loadModel');
    harness.process(0).die('signal SIGKILL');
    await assert.rejects(load, (error) => EngineError.is(error, 'engineGone'));
    clock.advance(1_000);
    await harness.untilState('idle');
    assert.equal(harness.process(1).count('loadModel'), 0);
    assert.equal(client.state.kind === 'idle' && client.state.error?.reason, 'engineGone');
    await client.restart();
    await harness.untilState('ready');
  });

  it('lets generate wait for the reload after a crash', async () => {
    const { client, clock } = use((process) => {
      loads(process);
      process.answer('generate', () => result);
    });
    await client.loadModel(sampleLoadParams);
    harness.process(0).die('signal SIGKILL');
    const generated = client.generate(params, new AbortController().signal);
    clock.advance(1_000);
    assert.equal((await generated).text, 'bc');
    assert.deepEqual(
      harness.process(1).received.map((request) => request.name),
      ['initialize', 'loadModel', 'generate'],
    );
  });

  it('streams text to the request that it belongs to, and nothing afterwards', async () => {
    const { client } = use((process) => {
      process.answer('generate', async ({ id }) => {
        await process.notify('generated', { id, text: 'b' });
        await process.notify('generated', { id: 'another', text: 'x' });
        await process.notify('generated', { id, text: 'c' });
        return result;
      });
    });
    const pieces: string[] = [];
    await client.generate(params, new AbortController().signal, (text) => pieces.push(text));
    await harness.process(0).notify('generated', { id: params.id, text: 'late' });
    await new Promise(setImmediate);
    assert.deepEqual(pieces, ['b', 'c']);
  });

  it('resolves an aborted generation with what the engine answers', async () => {
    const { client } = use((process) => {
      process.answer(
        'generate',
        (_params, token) =>
          new Promise((resolve) => {
            token.onCancellationRequested(() => {
              resolve({ ...result, stopReason: 'aborted' });
            });
          }),
      );
    });
    const abort = new AbortController();
    const generated = client.generate(params, abort.signal);
    await harness.untilReceived(0, 'generate');
    abort.abort();
    assert.equal((await generated).stopReason, 'aborted');
  });

  it('rejects a generation that is aborted while it waits for a load', async () => {
    const { client } = use(holdsLoad);
    const load = assert.rejects(client.loadModel(sampleLoadParams));
    await harness.untilReceived(0, 'loadModel');
    const abort = new AbortController();
    const generated = client.generate(params, abort.signal);
    abort.abort();
    await assert.rejects(generated, { name: 'AbortError' });
    assert.equal(harness.process(0).count('generate'), 0);
    harness.process(0).die('exit code 1');
    await load;
  });

  it('unloads: cancels a load, empties the engine and does not load again after a crash', async () => {
    const { client, clock } = use((process) => {
      loads(process);
      process.answer('unloadModel', () => null);
    });
    await client.loadModel(sampleLoadParams);
    await client.unloadModel();
    assert.deepEqual(client.state, { kind: 'idle' });
    harness.process(0).die('exit code 1');
    clock.advance(1_000);
    await harness.untilState('idle');
    await until(() => harness.processes.length === 2, 'the restart');
    assert.equal(harness.process(1).count('loadModel'), 0);
  });
});
