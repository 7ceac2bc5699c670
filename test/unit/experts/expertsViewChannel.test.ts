import assert from 'node:assert/strict';
import { ObservableValue } from '../../../src/base/observableValue.js';
import { ExpertsViewChannel } from '../../../src/features/experts/core/expertsViewChannel.js';
import {
  defaultStoreLimits,
  RequestStore,
} from '../../../src/features/experts/core/requestStore.js';
import type { EngineSummary, ToExpertsView } from '../../../src/protocol/expertsView.js';
import { expertsViewVersion } from '../../../src/protocol/expertsView.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import { noTokens } from '../../../src/protocol/requestRecord.js';
import type { RoutingAvailability, RoutingTrace } from '../../../src/protocol/routingTrace.js';
import { ExpertsModel } from '../../../src/webviews/experts/state/expertsModel.js';
import { FakeClock } from '../../support/fakeClock.js';
import { FakeLog } from '../../support/fakeLog.js';

const ready = { type: 'ready', version: expertsViewVersion };

function record(id: string): RequestRecord {
  return {
    id,
    kind: 'chat',
    startedAtMs: 0,
    phases: [],
    tokens: noTokens,
    source: 'engine',
    outcome: { kind: 'pending' },
  };
}

function trace(tokens: number, promptTokens: number): RoutingTrace {
  return {
    layers: [1, 2],
    expertCount: 4,
    usedPerToken: 2,
    sharedExpertCount: 1,
    ids: Int16Array.from({ length: tokens * 4 }, (_, index) => index % 4),
    positions: Int32Array.from({ length: tokens }, (_, token) => token),
    promptTokens,
    reusedTokens: 0,
    generatedTexts: Array.from({ length: tokens - promptTokens }, (_, token) => `t${token}`),
    droppedTokens: 0,
  };
}

/** One view's conversation with the host, its messages cloned as on their way between processes. */
class Conversation {
  readonly store: RequestStore;
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly engine = new ObservableValue<EngineSummary>({ kind: 'notReady', state: 'stopped' });
  readonly availability = new ObservableValue<RoutingAvailability | undefined>(undefined);
  readonly sent: ToExpertsView[] = [];
  readonly asked: unknown[] = [];
  /** The view's model at the other end. */
  readonly model = new ExpertsModel();
  readonly channel: ExpertsViewChannel;

  constructor(store = new RequestStore()) {
    this.store = store;
    this.channel = new ExpertsViewChannel({
      store,
      engine: this.engine,
      availability: this.availability,
      clock: this.clock,
      log: this.log,
      post: (message) => {
        const arrived = structuredClone(message);
        this.sent.push(arrived);
        this.model.apply(arrived);
      },
      actions: {
        setRecording: (recording) => this.asked.push(['setRecording', recording]),
        export: (format, requestId) => this.asked.push(['export', format, requestId]),
        clear: () => {
          this.store.clear();
        },
      },
    });
  }

  settle(): void {
    this.clock.advance(100);
  }
}

describe('ExpertsViewChannel', () => {
  it('says nothing before it is asked, then everything', () => {
    const talk = new Conversation();
    talk.store.put(record('a'));
    talk.settle();
    assert.equal(talk.sent.length, 0);
    talk.channel.receive(ready);
    assert.equal(talk.sent[0]?.type, 'snapshot');
    assert.deepEqual(talk.model.rows, talk.store.rows);
  });

  it('gathers changes, keeps the last of a request, and numbers the messages', () => {
    const talk = new Conversation();
    talk.channel.receive(ready);
    talk.store.put(record('a'));
    talk.store.put({ ...record('a'), outcome: { kind: 'answered' } });
    talk.engine.set({ kind: 'notReady', state: 'starting' });
    assert.equal(talk.sent.length, 1);
    talk.settle();
    talk.store.put(record('b'));
    talk.settle();
    assert.deepEqual(
      talk.sent.map((message) => message.sequence),
      [1, 2, 3],
    );
    const [, batch] = talk.sent;
    assert.deepEqual(batch?.type === 'changes' && batch.changes.map(({ kind }) => kind), [
      'request',
      'engine',
    ]);
    assert.deepEqual(talk.model.rows, talk.store.rows);
  });

  it('sends routing only of what is watched, and keeps the view equal to the store while it streams', () => {
    const talk = new Conversation();
    talk.channel.receive(ready);
    talk.store.put(record('a'));
    talk.store.put(record('other'));
    const whole = trace(7, 3);
    const rows = (from: number, to: number): RoutingTrace => ({
      ...whole,
      ids: whole.ids.slice(from * 4, to * 4),
      positions: whole.positions.slice(from, to),
      promptTokens: Math.max(0, 3 - from),
      generatedTexts: whole.generatedTexts.slice(Math.max(0, from - 3), Math.max(0, to - 3)),
    });
    talk.store.putBatch('a', { ...rows(0, 3), firstRow: 0 });
    talk.store.putTrace('other', trace(2, 2), 'm');
    talk.channel.receive({ type: 'watch', requestIds: ['a'], session: false });
    talk.store.putBatch('a', { ...rows(3, 5), firstRow: 3 });
    talk.settle();
    talk.store.putBatch('a', { ...rows(5, 7), firstRow: 5 });
    talk.store.putTrace('a', whole, 'm');
    talk.settle();
    const held = talk.model.routingOf('a');
    assert.equal(held.kind, 'routes');
    assert.deepEqual([...(held.routes.table?.ids ?? [])], [...whole.ids]);
    assert.deepEqual(held.routes.texts, whole.generatedTexts);
    assert.equal(held.routes.running, false);
    assert.equal(talk.model.routingOf('other').kind, 'loading');
  });

  it('clears the view with the store', () => {
    const talk = new Conversation();
    talk.channel.receive(ready);
    talk.store.put(record('a'));
    talk.store.putTrace('a', trace(4, 1), 'm');
    talk.channel.receive({ type: 'watch', requestIds: ['a'], session: true });
    assert.equal(talk.model.session?.requests, 1);
    const held = talk.model.routingOf('a');
    assert.ok(held.kind === 'routes' && held.routes.hasTokens);
    talk.store.clear();
    talk.settle();
    assert.equal(talk.model.session, undefined);
    assert.deepEqual(talk.model.rows, []);
  });

  it('replaces ids by counts in the view when the store gives them up', () => {
    const talk = new Conversation(new RequestStore({ ...defaultStoreLimits, routingBytes: 100 }));
    talk.channel.receive(ready);
    talk.store.put(record('a'));
    talk.store.putTrace('a', trace(4, 1), 'm');
    talk.channel.receive({ type: 'watch', requestIds: ['a'], session: false });
    talk.store.putTrace('b', trace(5, 1), 'm');
    talk.settle();
    const held = talk.model.routingOf('a');
    assert.ok(held.kind === 'routes' && !held.routes.hasTokens);
    assert.equal(held.routes.generated.tokens, 3);
    assert.equal(talk.model.rows[0]?.routing, 'counts');
  });

  it('drops what it does not understand', () => {
    const talk = new Conversation();
    for (const message of [
      null,
      'clear',
      { type: 'ready', version: 99 },
      { type: 'watch', requestIds: ['a', 'b', 'c'], session: false },
      { type: 'export', format: 'exe' },
      { type: 'clear', extra: 1 },
    ]) {
      talk.channel.receive(message);
    }
    assert.deepEqual([talk.sent, talk.asked], [[], []]);
    assert.equal(talk.log.messages('warn').length, 6);
  });

  it('passes wishes on', () => {
    const talk = new Conversation();
    talk.channel.receive({ type: 'setRecording', recording: true });
    talk.channel.receive({ type: 'export', format: 'json', requestId: 'a' });
    talk.channel.receive({ type: 'export', format: 'csv' });
    assert.deepEqual(talk.asked, [
      ['setRecording', true],
      ['export', 'json', 'a'],
      ['export', 'csv', undefined],
    ]);
  });

  it('reveals a request at once or with the first snapshot', () => {
    const talk = new Conversation();
    talk.channel.show({ requestId: 'a', tab: 'routing' });
    talk.channel.receive(ready);
    const [first] = talk.sent;
    assert.deepEqual(first?.type === 'snapshot' && first.state.reveal, {
      requestId: 'a',
      tab: 'routing',
    });
    talk.channel.show({ requestId: 'b', tab: 'timing' });
    talk.settle();
    const last = talk.sent.at(-1);
    assert.deepEqual(last?.type === 'changes' && last.changes, [
      { kind: 'reveal', reveal: { requestId: 'b', tab: 'timing' } },
    ]);
  });

  it('is silent after its end', () => {
    const talk = new Conversation();
    talk.channel.receive(ready);
    talk.store.put(record('a'));
    talk.channel.dispose();
    talk.store.put(record('b'));
    talk.settle();
    assert.equal(talk.sent.length, 1);
    assert.equal(talk.clock.pending, 0);
  });
});

describe('ExpertsModel', () => {
  it('asks again when a message was missed and ignores what comes until then', () => {
    const talk = new Conversation();
    talk.channel.receive(ready);
    const lost: ToExpertsView = { type: 'changes', sequence: 3, changes: [{ kind: 'cleared' }] };
    assert.deepEqual(talk.model.apply(lost), { resync: true });
    assert.deepEqual(talk.model.apply({ ...lost, sequence: 4 }), {});
    talk.store.put(record('a'));
    talk.channel.receive(ready);
    assert.deepEqual(talk.model.rows, talk.store.rows);
  });
});
