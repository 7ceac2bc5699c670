import assert from 'node:assert/strict';
import { ActiveEngine } from '../../src/activeEngine.js';
import { Emitter } from '../../src/base/emitter.js';
import { ObservableValue } from '../../src/base/observableValue.js';
import type { Engine } from '../../src/protocol/engine.js';
import type { EngineState } from '../../src/protocol/engineState.js';

class NamedEngine implements Engine {
  readonly states = new Emitter<EngineState>();
  readonly busy = new Emitter<boolean>();
  readonly onDidChangeState = this.states.event;
  readonly onDidChangeBusy = this.busy.event;
  readonly onRoutingBatch = new Emitter<never>().event;
  readonly onRoutingTrace = new Emitter<never>().event;
  recording = true;

  constructor(
    readonly name: string,
    public state: EngineState,
  ) {}

  setRecording(recording: boolean): Promise<void> {
    this.recording = recording;
    return Promise.resolve();
  }
  generate(): ReturnType<Engine['generate']> {
    return Promise.resolve({
      text: this.name,
      stopReason: 'endOfGeneration',
      tokens: { prompt: 0, reused: 0, prefilled: 0, generated: 0 },
      phases: [],
      model: this.name,
      backend: 'cpu',
    });
  }
  countTokens(): Promise<number> {
    return Promise.resolve(this.name.length);
  }
  resources(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

describe('ActiveEngine', () => {
  const params = {
    id: '1',
    kind: 'chat',
    lane: 'chat',
    prompt: { kind: 'text', text: '' },
    stop: { maxTokens: 1 },
  } as const;
  const signal = new AbortController().signal;
  let local: NamedEngine;
  let remote: NamedEngine;
  let isRemote: ObservableValue<boolean>;
  let engine: ActiveEngine;
  let heard: string[];

  beforeEach(() => {
    local = new NamedEngine('local', { kind: 'starting' });
    remote = new NamedEngine('remote', { kind: 'stopped' });
    isRemote = new ObservableValue(false);
    engine = new ActiveEngine(local, remote, isRemote);
    heard = [];
    engine.onDidChangeState(({ kind }) => heard.push(kind));
  });

  it('asks the one that is in use', async () => {
    assert.equal((await engine.generate(params, signal)).text, 'local');
    isRemote.set(true);
    assert.equal((await engine.generate(params, signal)).text, 'remote');
    assert.equal(await engine.countTokens('x'), 6);
  });

  it('tells of the one that is in use only, and of every change between them', () => {
    remote.states.fire({ kind: 'starting' });
    assert.deepEqual(heard, []);
    isRemote.set(true);
    local.states.fire({ kind: 'idle' });
    remote.states.fire({ kind: 'idle' });
    isRemote.set(false);
    assert.deepEqual(heard, ['stopped', 'idle', 'starting']);
  });

  it('hears of work on both, and switches recording on both', async () => {
    const busy: boolean[] = [];
    engine.onDidChangeBusy((value) => busy.push(value));
    local.busy.fire(true);
    remote.busy.fire(false);
    assert.deepEqual(busy, [true, false]);
    await engine.setRecording(false);
    assert.deepEqual([local.recording, remote.recording], [false, false]);
  });
});
