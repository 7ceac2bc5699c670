import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.js';
import { untranslated } from '../../../src/base/translate.js';
import { InstalledModelList } from '../../../src/features/models/core/installedModelList.js';
import type { StoredModel } from '../../../src/features/models/core/modelStore.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { InstalledModel } from '../../../src/protocol/installedModels.js';
import type { WatchedEngine } from '../../../src/protocol/readyModel.js';
import { FakeClock } from '../../support/fakeClock.js';
import { readyState } from '../completion/scriptedEngine.js';

const stored = (path: string, isComplete = true): StoredModel => ({
  path,
  name: path.slice(1),
  sizeBytes: 1,
  isComplete,
});

function ready(path: string): EngineState {
  const state = readyState();
  assert.ok(state.kind === 'ready');
  return { kind: 'ready', model: { ...state.model, file: { ...state.model.file, path } } };
}

class Fakes implements WatchedEngine {
  private readonly change = new Emitter<EngineState>();
  readonly onDidChangeState = this.change.event;
  readonly clock = new FakeClock();
  readonly used: string[] = [];
  state: EngineState = ready('/pocket');
  inUse: string | undefined = '/pocket';
  readonly list = new InstalledModelList({
    engine: this,
    clock: this.clock,
    find: () =>
      Promise.resolve({
        bundled: stored('/pocket'),
        downloaded: [stored('/a'), stored('/half', false)],
        added: [stored('/a'), stored('/b')],
      }),
    inUsePath: () => this.inUse,
    use: (file) => {
      this.used.push(file);
      return Promise.resolve();
    },
    t: untranslated,
  });

  async model(path: string): Promise<InstalledModel> {
    const model = (await this.list.list()).find((one) => one.path === path);
    assert.ok(model);
    return model;
  }

  set(state: EngineState): void {
    this.state = state;
    this.change.fire(state);
  }

  loading(path: string): void {
    this.set({ kind: 'loading', path, step: 'weights', fraction: 0.5 });
  }
}

describe('installed models for other parts of the extension', () => {
  const { signal } = new AbortController();

  it('are the whole ones, each once, the one in use first', async () => {
    const fakes = new Fakes();
    fakes.inUse = '/b';
    assert.deepEqual(
      (await fakes.list.list()).map(({ path, isBundled }) => [path, isBundled]),
      [
        ['/b', false],
        ['/pocket', true],
        ['/a', false],
      ],
    );
  });

  it('are loaded as the user’s choice loads them', async () => {
    const fakes = new Fakes();
    const use = fakes.list.use(await fakes.model('/a'), signal);
    fakes.set(ready('/pocket'));
    fakes.loading('/a');
    fakes.set(ready('/a'));
    assert.equal((await use).file.path, '/a');
    assert.deepEqual(fakes.used, ['/a']);
    const back = fakes.list.use(await fakes.model('/pocket'), signal);
    fakes.loading('/pocket');
    fakes.set(ready('/pocket'));
    await back;
    assert.deepEqual(fakes.used, ['/a', '']);
    assert.equal(fakes.clock.pending, 0);
  });

  it('are not loaded again where they are loaded or on their way', async () => {
    const fakes = new Fakes();
    await fakes.list.use(await fakes.model('/pocket'), signal);
    fakes.loading('/a');
    const use = fakes.list.use(await fakes.model('/a'), signal);
    fakes.set(ready('/a'));
    await use;
    assert.deepEqual(fakes.used, []);
  });

  const ends: readonly (readonly [string, EngineState, RegExp])[] = [
    ['cannot be loaded', ready('/pocket'), /could not be loaded; A is still in use/],
    [
      'leaves nothing loaded',
      { kind: 'idle', error: { reason: 'notEnoughMemory', message: 'Too large.' } },
      /Too large/,
    ],
    ['takes the engine down', { kind: 'crashed', cause: 'SIGKILL' }, /ended too often/],
    [
      'is replaced by another choice',
      { kind: 'loading', path: '/b', step: 'header', fraction: 0 },
      /Another model was chosen/,
    ],
  ];
  for (const [what, state, message] of ends) {
    it(`says why not where a model ${what}`, async () => {
      const fakes = new Fakes();
      const use = fakes.list.use(await fakes.model('/a'), signal);
      fakes.loading('/a');
      fakes.set(state);
      await assert.rejects(use, message);
    });
  }

  it('are not waited for without end', async () => {
    const fakes = new Fakes();
    const use = fakes.list.use(await fakes.model('/a'), signal);
    fakes.clock.advance(60_000);
    await assert.rejects(use, /was not loaded/);
    const abort = new AbortController();
    const other = fakes.list.use(await fakes.model('/a'), abort.signal);
    abort.abort();
    await assert.rejects(other, /taken back/);
  });
});
