import assert from 'node:assert/strict';
import { toDisposable } from '../../../src/base/disposable.js';
import { ObservableValue } from '../../../src/base/observableValue.js';
import type { FoundModel } from '../../../src/features/models/core/findModel.js';
import { ModelInUse } from '../../../src/features/models/core/modelInUse.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import type { LoadedModel, LoadModelParams } from '../../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import { FakeClock } from '../../support/fakeClock.js';
import { FakeLog } from '../../support/fakeLog.js';
import { until } from '../../support/until.js';
import { readyState } from '../completion/scriptedEngine.js';

const ready = readyState();
assert.ok(ready.kind === 'ready');
const { model } = ready;

/** A model in use on fakes, and an engine whose loads the test ends. */
class Fakes {
  state: EngineState = { kind: 'idle' };
  /** What the engine was asked, and what the user was told. */
  readonly calls: string[] = [];
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly isRemote = new ObservableValue(false);
  readonly modelFound = new ObservableValue(false);
  found: FoundModel | undefined = { origin: 'setting', path: '/a.gguf' };
  findModel: () => Promise<FoundModel | undefined> = () => Promise.resolve(this.found);
  restartError: Error | undefined;
  isProgressShown = false;
  cancel: () => void = () => undefined;
  end: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  readonly inUse = new ModelInUse({
    engine: this,
    clock: this.clock,
    log: this.log,
    settings: () => ({
      contextSize: 0,
      threads: 0,
      backend: 'auto',
      gpuLayers: null,
      expertsOnCpu: null,
      gpuMemoryLimitMb: null,
    }),
    findModel: () => this.findModel(),
    modelFound: this.modelFound,
    isRemote: this.isRemote,
    showProgress: (cancel) => {
      this.cancel = cancel;
      this.isProgressShown = true;
      return toDisposable(() => {
        this.isProgressShown = false;
      });
    },
    onFailure: ({ reason, message }) => this.calls.push(`told ${reason}: ${message}`),
    onRelativePath: () => this.calls.push('told of the relative path'),
  });

  loadModel({ path }: LoadModelParams, signal: AbortSignal): Promise<LoadedModel> {
    this.calls.push(`load ${path}`);
    return new Promise((resolve, reject) => {
      this.end = () => {
        resolve(model);
      };
      this.fail = reject;
      signal.addEventListener('abort', () => {
        reject(new EngineError('loadCancelled', 'Cancelled.'));
      });
    });
  }

  unloadModel(): Promise<void> {
    this.calls.push('unload');
    return Promise.resolve();
  }

  restart(): Promise<void> {
    return this.restartError ? Promise.reject(this.restartError) : Promise.resolve();
  }

  async called(...calls: string[]): Promise<void> {
    await until(() => this.calls.length >= calls.length, calls.join(', '));
    assert.deepEqual(this.calls, calls);
  }

  /** The model is being loaded. */
  async loading(): Promise<void> {
    this.clock.advance(200);
    await this.called('load /a.gguf');
  }

  async loadEnded(): Promise<void> {
    await until(() => !this.isProgressShown, 'the load ends');
  }
}

describe('ModelInUse', () => {
  let fakes: Fakes;
  beforeEach(() => {
    fakes = new Fakes();
  });
  afterEach(() => {
    fakes.inUse.dispose();
  });

  it('loads the model a little after the start, and shows that until it is done', async () => {
    fakes.clock.advance(199);
    assert.equal(fakes.clock.pending, 1);
    assert.equal(fakes.inUse.path, undefined);
    await fakes.loading();
    assert.equal(fakes.inUse.path, '/a.gguf');
    assert.ok(fakes.modelFound.value);
    assert.ok(fakes.isProgressShown);
    fakes.end();
    await fakes.loadEnded();
    assert.match(fakes.log.messages('info').join(), /^Model loaded: qwen3moe on cpu/);
  });

  it('loads once for several changes of settings', async () => {
    await fakes.loading();
    for (let change = 0; change < 3; change++) {
      fakes.inUse.settingsChanged();
      fakes.clock.advance(499);
      assert.equal(fakes.clock.pending, 1);
    }
    fakes.clock.advance(1);
    await fakes.called('load /a.gguf', 'load /a.gguf');
    assert.equal(fakes.clock.pending, 0);
  });

  it('drops what a search finds after a newer one has begun', async () => {
    const searches: ((found: FoundModel) => void)[] = [];
    fakes.findModel = () => new Promise((resolve) => searches.push(resolve));
    fakes.clock.advance(200);
    fakes.inUse.reload();
    fakes.clock.advance(0);
    searches[1]?.({ origin: 'setting', path: '/new.gguf' });
    searches[0]?.({ origin: 'setting', path: '/old.gguf' });
    await fakes.called('load /new.gguf');
    assert.equal(fakes.inUse.path, '/new.gguf');
  });

  it('unloads where there is no model, and where its path cannot be used, which is told', async () => {
    await fakes.loading();
    fakes.found = undefined;
    fakes.inUse.reload();
    fakes.clock.advance(0);
    await fakes.called('load /a.gguf', 'unload');
    assert.equal(fakes.modelFound.value, false);
    fakes.found = { origin: 'relativeSetting', path: 'a.gguf' };
    fakes.inUse.reload();
    fakes.clock.advance(0);
    await fakes.called('load /a.gguf', 'unload', 'unload', 'told of the relative path');
    assert.ok(fakes.modelFound.value);
  });

  it('holds no model while a remote endpoint is used', async () => {
    await fakes.loading();
    fakes.isRemote.set(true);
    fakes.clock.advance(0);
    await fakes.called('load /a.gguf', 'unload');
    fakes.isRemote.set(false);
    fakes.clock.advance(0);
    await fakes.called('load /a.gguf', 'unload', 'load /a.gguf');
  });

  it('tells why a model was not loaded; its words, which may name the file, are logged at trace only', async () => {
    await fakes.loading();
    fakes.fail(new EngineError('truncated', '/a.gguf is too short.'));
    await fakes.called('load /a.gguf', 'told truncated: /a.gguf is too short.');
    assert.deepEqual(fakes.log.messages('error'), ['The model was not loaded: truncated.']);
    assert.match(fakes.log.messages('trace').join(), /a\.gguf/);
  });

  it('does not tell of a load that fell with an engine that is not started again', async () => {
    await fakes.loading();
    fakes.state = { kind: 'crashed', cause: 'signal 11' };
    fakes.fail(new EngineError('engineGone', 'The engine ended.'));
    await fakes.loadEnded();
    assert.deepEqual(fakes.calls, ['load /a.gguf']);
  });

  it('ends a load that the user does not wait for, which is no error', async () => {
    await fakes.loading();
    fakes.cancel();
    await fakes.loadEnded();
    assert.deepEqual(fakes.log.messages('error'), []);
    assert.deepEqual(fakes.log.messages('info'), ['Loading the model was cancelled.']);
  });

  it('tries again after a restart, unless the engine has the model already or cannot be started', async () => {
    await fakes.loading();
    fakes.state = ready;
    await fakes.inUse.restart();
    fakes.state = { kind: 'idle' };
    fakes.restartError = new EngineError('engineGone', 'The engine cannot be started.');
    await fakes.inUse.restart();
    assert.equal(fakes.clock.pending, 0);
    fakes.restartError = undefined;
    await fakes.inUse.restart();
    fakes.clock.advance(0);
    await fakes.called('load /a.gguf', 'load /a.gguf');
  });

  it('does nothing after its end, not even with what it finds then', async () => {
    let foundLate: (found: FoundModel) => void = () => undefined;
    fakes.findModel = () => new Promise((resolve) => (foundLate = resolve));
    fakes.clock.advance(200);
    fakes.inUse.dispose();
    foundLate({ origin: 'setting', path: '/a.gguf' });
    fakes.inUse.reload();
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    assert.equal(fakes.clock.pending, 0);
    assert.deepEqual(fakes.calls, []);
  });
});
