import assert from 'node:assert/strict';
import type { StoreEvent } from '../../../src/features/experts/core/requestStore.js';
import {
  defaultStoreLimits,
  RequestStore,
} from '../../../src/features/experts/core/requestStore.js';
import { noTokens } from '../../../src/protocol/requestRecord.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import type { RoutingTrace } from '../../../src/protocol/routingTrace.js';

const shape = {
  layers: Array.from({ length: 48 }, (_, layer) => layer),
  expertCount: 128,
  usedPerToken: 8,
  sharedExpertCount: 0,
};

function record(id: string, change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id,
    kind: 'completion',
    startedAtMs: 0,
    phases: [
      { name: 'wait', startMs: 0, durationMs: 75 },
      { name: 'prefill', startMs: 75, durationMs: 100 },
      { name: 'firstToken', startMs: 175, durationMs: 25 },
      { name: 'decode', startMs: 200, durationMs: 400 },
    ],
    tokens: { prompt: 100, reused: 60, prefilled: 40, generated: 21 },
    source: 'engine',
    outcome: { kind: 'offered' },
    ...change,
  };
}

/** Ids 0, 1, 2 … in turn; prompt first. */
function trace(tokens: number, promptTokens: number, from = 0): RoutingTrace {
  const rowLength = shape.layers.length * shape.usedPerToken;
  return {
    ...shape,
    ids: Int16Array.from({ length: tokens * rowLength }, (_, index) => (from + index) % 128),
    positions: Int32Array.from({ length: tokens }, (_, token) => token),
    promptTokens,
    reusedTokens: 5,
    generatedTexts: Array.from({ length: tokens - promptTokens }, () => 'x'),
    droppedTokens: 0,
  };
}

describe('RequestStore', () => {
  it('measures what it lists, newest first', () => {
    const store = new RequestStore();
    store.put(record('a'));
    store.put(record('b'));
    assert.deepEqual(
      store.rows.map((row) => row.record.id),
      ['b', 'a'],
    );
    assert.deepEqual(store.rows[0]?.measures, {
      ttftMs: 125,
      totalMs: 525,
      tokensPerSecond: 50,
      reuseShare: 0.6,
    });
  });

  it('keeps the last 100 requests, skipped ones apart, and thousands of latencies', () => {
    const store = new RequestStore();
    for (let index = 0; index < 6_000; index++) {
      store.put(record(`r${index}`));
      store.put(record(`s${index}`, { outcome: { kind: 'skipped', reason: 'emptyDocument' } }));
    }
    const skipped = store.rows.filter((row) => row.record.outcome.kind === 'skipped');
    assert.equal(store.rows.length - skipped.length, 100);
    assert.equal(skipped.length, defaultStoreLimits.skippedRequests);
    assert.equal(store.latency.length, 5_000);
  });

  it('counts a request once in the latencies, whatever becomes of it later', () => {
    const store = new RequestStore();
    store.put(record('a', { outcome: { kind: 'pending' }, tokens: noTokens }));
    store.put(record('a'));
    store.put(record('a', { outcome: { kind: 'accepted' } }));
    store.put(record('c', { source: 'cache' }));
    assert.deepEqual(store.latency, [
      { kind: 'completion', startedAtMs: 0, ttftMs: 125, totalMs: 525 },
    ]);
  });

  it('gives the routing back as it came', () => {
    const store = new RequestStore();
    store.put(record('a'));
    const given = trace(6, 4);
    given.ids.fill(-1, 47 * 8, 48 * 8);
    store.putTrace('a', given, 'model');
    const routing = store.routingOf('a');
    assert.equal(routing.kind, 'full');
    assert.deepEqual(
      [...routing.rows.ids].map((id) => (id === 255 ? -1 : id)),
      [...given.ids],
    );
    assert.deepEqual(routing.rows.positions, given.positions);
    assert.equal(routing.rows.promptTokens, 4);
    assert.equal(routing.reusedTokens, 5);
    assert.equal(routing.running, false);
    assert.equal(store.rows[0]?.routing, 'full');
  });

  it('says why there is no routing', () => {
    const store = new RequestStore();
    store.put(record('a'));
    assert.deepEqual(store.routingOf('a'), { kind: 'none', absence: 'notRecorded' });
    assert.deepEqual(store.routingOf('b'), { kind: 'none', absence: 'unknownRequest' });
    store.putTrace('a', trace(0, 0), 'model');
    assert.deepEqual(store.routingOf('a'), { kind: 'none', absence: 'noTokens' });
  });

  it('adds batches up to what the whole trace says, and announces only the end', () => {
    const streamed = new RequestStore();
    const events: StoreEvent['kind'][] = [];
    streamed.put(record('a'));
    streamed.onDidChange(({ kind }) => events.push(kind));
    const [prompt, rest] = [trace(4, 4), trace(3, 0, 7)];
    streamed.putBatch('a', { ...prompt, firstRow: 0 });
    streamed.putBatch('a', { ...rest, firstRow: 4 });
    assert.equal(streamed.rows[0]?.routing, 'recording');
    const whole: RoutingTrace = {
      ...prompt,
      ids: Int16Array.from([...prompt.ids, ...rest.ids]),
      positions: Int32Array.of(0, 1, 2, 3, 4, 5, 6),
      generatedTexts: rest.generatedTexts,
    };
    streamed.putTrace('a', whole, 'model');
    assert.deepEqual(events, ['rows', 'request', 'rows', 'routingEnd', 'request']);
    const atOnce = new RequestStore();
    atOnce.put(record('a'));
    atOnce.putTrace('a', whole, 'model');
    const rowsOf = (store: RequestStore): unknown => {
      const routing = store.routingOf('a');
      return routing.kind === 'full' && { ...routing.rows, positions: undefined };
    };
    assert.deepEqual(rowsOf(streamed), rowsOf(atOnce));
    assert.deepEqual(streamed.sessionRouting?.generated.tokens, 3);
  });

  it('takes the final trace where a batch was missed', () => {
    const store = new RequestStore();
    store.put(record('a'));
    store.putBatch('a', { ...trace(2, 2), firstRow: 0 });
    store.putBatch('a', { ...trace(2, 0), firstRow: 5 });
    store.putTrace('a', trace(9, 2), 'model');
    const routing = store.routingOf('a');
    assert.equal(routing.kind === 'full' && routing.rows.positions.length, 9);
  });

  it('ends what runs when the engine dies', () => {
    const store = new RequestStore();
    store.put(record('a'));
    store.putBatch('a', { ...trace(2, 2), firstRow: 0 });
    store.endRunning();
    assert.equal(store.rows[0]?.routing, 'full');
  });

  it('forgets everything on clear', () => {
    const store = new RequestStore();
    store.put(record('a'));
    store.putTrace('a', trace(3, 1), 'model');
    store.clear();
    assert.deepEqual([store.rows, store.latency, store.sessionRouting], [[], [], undefined]);
    assert.deepEqual(store.routingOf('a'), { kind: 'none', absence: 'unknownRequest' });
  });

  it('adds the session up for each model apart', () => {
    const store = new RequestStore();
    store.putTrace('a', trace(3, 1), 'one');
    store.putTrace('b', trace(5, 2), 'one');
    assert.equal(store.sessionRouting?.requests, 2);
    assert.equal(store.sessionRouting.prompt.tokens + store.sessionRouting.generated.tokens, 8);
    store.putTrace('c', trace(2, 2), 'other');
    assert.equal(store.sessionRouting.model, 'other');
    assert.equal(store.sessionRouting.requests, 1);
    store.putTrace('d', trace(1, 1), 'one');
    assert.equal(store.sessionRouting.requests, 3);
  });

  it('holds a 10,000-token chat of 48 layers × top-8 in 4 MB, and 100 of them within the limit', function () {
    this.timeout(60_000);
    const store = new RequestStore();
    const long = trace(10_000, 2_000);
    store.put(record('chat-0'));
    store.putTrace('chat-0', long, 'model');
    const one = store.memoryBytes - new RequestStore().memoryBytes;
    assert.ok(one < 4.6e6, `${one} bytes`);
    for (let index = 1; index < 100; index++) {
      store.put(record(`chat-${index}`));
      store.putTrace(`chat-${index}`, long, 'model');
    }
    assert.ok(store.memoryBytes < defaultStoreLimits.routingBytes + 12e6, `${store.memoryBytes}`);
    const details = store.rows.map((row) => row.routing);
    const full = details.filter((detail) => detail === 'full').length;
    assert.ok(full >= 30, `${full} with ids`);
    assert.ok(
      details.slice(0, full).every((detail) => detail === 'full'),
      'the newest keep theirs',
    );
    assert.ok(details.slice(full).every((detail) => detail === 'counts'));
    const counts = store.routingOf('chat-0');
    assert.equal(counts.kind === 'counts' && counts.generated.tokens, 8_000);
    assert.equal(store.sessionRouting?.requests, 100);
  });
});
