import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RequestStore } from '../../../src/features/experts/core/requestStore.js';
import { RoutingIntake } from '../../../src/features/experts/core/routingIntake.js';
import type { RequestRouting } from '../../../src/protocol/expertsView.js';
import type { RoutingBatch, RoutingTrace } from '../../../src/protocol/routingTrace.js';

const layerCount = 24;
const usedPerToken = 4;
const expertCount = 12;
const idsPerRow = layerCount * usedPerToken;

function trace(tokens: number, promptTokens: number): RoutingTrace {
  return {
    layers: Array.from({ length: layerCount }, (_, layer) => layer),
    expertCount,
    usedPerToken,
    sharedExpertCount: 2,
    ids: Int16Array.from({ length: tokens * idsPerRow }, (_, index) => (index * 7) % expertCount),
    positions: Int32Array.from({ length: tokens }, (_, token) => token),
    promptTokens,
    reusedTokens: 3,
    generatedTexts: Array.from({ length: tokens - promptTokens }, (_, index) => `<${index}>`),
    droppedTokens: 1,
  };
}

function batch(whole: RoutingTrace, start: number, end: number): RoutingBatch {
  return {
    ...whole,
    firstRow: start,
    ids: whole.ids.slice(start * idsPerRow, end * idsPerRow),
    positions: whole.positions.slice(start, end),
    promptTokens: Math.max(0, Math.min(end, whole.promptTokens) - start),
    generatedTexts: whole.generatedTexts.slice(
      Math.max(0, start - whole.promptTokens),
      Math.max(0, end - whole.promptTokens),
    ),
  };
}

/** Runs the event loop until nothing more comes. @returns the rows that each turn brought */
async function rowsByTurn(store: RequestStore): Promise<number[]> {
  const turns: number[] = [];
  let inTurn = 0;
  const listener = store.onDidChange((event) => {
    if (event.kind === 'rows') inTurn += event.rows.positions.length;
  });
  for (let quiet = 0; quiet < 5; quiet++) {
    await nextTurn();
    if (inTurn > 0) {
      turns.push(inTurn);
      quiet = 0;
    }
    inTurn = 0;
  }
  listener.dispose();
  return turns;
}

function taken(whole: RoutingTrace): RequestRouting {
  const store = new RequestStore();
  store.putTrace('a', whole, 'model');
  return store.routingOf('a');
}

describe('RoutingIntake', () => {
  it('counts a large batch in parts, a turn of the event loop each', async () => {
    const store = new RequestStore();
    const intake = new RoutingIntake(store);
    const whole = trace(700, 650);
    intake.putBatch('a', batch(whole, 0, 256));
    intake.putBatch('a', batch(whole, 256, 700));
    assert.equal(store.streamedTokens('a'), 0, 'nothing in the turn that the rows arrive in');
    const turns = await rowsByTurn(store);
    assert.ok(
      turns.every((rows) => rows * idsPerRow <= 2_048),
      `${turns.join()} rows`,
    );
    assert.equal(store.streamedTokens('a'), 700);
    intake.putTrace('a', whole, 'model');
    assert.deepEqual(await rowsByTurn(store), [], 'nothing is counted again');
    assert.deepEqual(store.routingOf('a'), taken(whole));
  });

  it('takes the rows that no batch brought from the trace, in parts too', async () => {
    const store = new RequestStore();
    const intake = new RoutingIntake(store);
    const whole = trace(500, 480);
    intake.putBatch('a', batch(whole, 0, 90));
    intake.putTrace('a', whole, 'model');
    const turns = await rowsByTurn(store);
    assert.equal(
      turns.reduce((sum, rows) => sum + rows, 0),
      500,
    );
    assert.ok(Math.max(...turns) <= 21, `${turns.join()} rows`);
    assert.deepEqual(store.routingOf('a'), taken(whole));
    assert.equal(store.sessionRouting?.requests, 1);
  });

  it('keeps to the trace where the store was cleared meanwhile', async () => {
    const store = new RequestStore();
    const intake = new RoutingIntake(store);
    const whole = trace(300, 300);
    intake.putTrace('a', whole, 'model');
    await nextTurn();
    await nextTurn();
    store.clear();
    await rowsByTurn(store);
    assert.deepEqual(store.routingOf('a'), taken(whole));
  });

  it('ends what runs after all of its rows', async () => {
    const store = new RequestStore();
    const intake = new RoutingIntake(store);
    intake.putBatch('a', batch(trace(300, 300), 0, 300));
    intake.endRunning();
    await rowsByTurn(store);
    const routing = store.routingOf('a');
    assert.ok(routing.kind === 'full');
    assert.equal(routing.rows.positions.length, 300);
    assert.equal(routing.running, false);
  });

  it('takes a request of no tokens', async () => {
    const store = new RequestStore();
    const intake = new RoutingIntake(store);
    intake.putTrace('a', trace(0, 0), 'model');
    await rowsByTurn(store);
    assert.deepEqual(store.routingOf('a'), { kind: 'none', absence: 'noTokens' });
  });

  it('leaves nothing to come when it is disposed', async () => {
    const store = new RequestStore();
    const intake = new RoutingIntake(store);
    intake.putTrace('a', trace(300, 300), 'model');
    intake.dispose();
    assert.deepEqual(await rowsByTurn(store), []);
    assert.deepEqual(store.routingOf('a'), { kind: 'none', absence: 'unknownRequest' });
  });
});
