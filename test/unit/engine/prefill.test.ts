import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chunkEnd, prefill } from '../../../src/engine/generate/prefill.js';
import type { PrefillResult } from '../../../src/engine/generate/prefill.js';
import { FakeSequence } from './fakeSequence.js';
import { FakeTurn } from './fakeTurn.js';

const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

function run(
  sequence: FakeSequence,
  tokens: readonly number[],
  options: {
    readonly chunkTokens?: number;
    readonly checkpointLengths?: readonly number[];
    readonly turn?: FakeTurn;
    readonly signal?: AbortSignal;
  } = {},
): Promise<PrefillResult> {
  const { chunkTokens = 128, checkpointLengths = [] } = options;
  const prompt = { tokens, checkpointLengths, stopTokens: [], stopTexts: [] };
  const signal = options.signal ?? new AbortController().signal;
  const chunks = { tokens: chunkTokens, observe: () => undefined };
  return prefill(sequence, prompt, chunks, options.turn ?? new FakeTurn(), signal);
}

describe('chunkEnd', () => {
  const cases: readonly [at: number, length: number, checkpoints: number[], end: number][] = [
    [0, 300, [], 128],
    [128, 300, [], 256],
    [256, 300, [], 300],
    [0, 100, [], 100],
    [0, 300, [50], 50],
    [50, 300, [50], 178],
    [0, 300, [128], 128],
    [0, 300, [200], 128],
    [128, 300, [200, 299], 200],
    [200, 299, [200, 299], 299],
    [10, 300, [5], 138],
    [10, 20, [40], 20],
  ];
  for (const [at, length, checkpoints, end] of cases) {
    it(`from ${at} of ${length} with checkpoints at [${checkpoints.join(', ')}] is ${end}`, () => {
      assert.equal(chunkEnd(at, length, 128, checkpoints), end);
    });
  }

  it('always goes forward and never past a checkpoint', () => {
    const places = fc.uniqueArray(fc.nat(500)).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 1, max: 100 }), places, (at, more, all) => {
        const end = chunkEnd(at, at + more, 64, all);
        assert.ok(end > at && end <= Math.min(at + 64, at + more));
        assert.ok(all.every((place) => place <= at || place >= end));
      }),
    );
  });
});

describe('prefill', () => {
  it('computes all but the last token in chunks', async () => {
    const sequence = new FakeSequence();
    const result = await run(sequence, count(300));
    assert.deepEqual(result, { reused: 0, prefilled: 300 });
    assert.deepEqual(sequence.batches, [128, 128, 43]);
    assert.deepEqual(sequence.cache, count(299));
  });

  it('gives way before every chunk', async () => {
    const turn = new FakeTurn();
    await run(new FakeSequence(), count(300), { turn });
    assert.equal(turn.offers, 3);
  });

  it('computes only what the cache does not hold', async () => {
    const sequence = new FakeSequence({ cache: [...count(200), -1, -2] });
    const result = await run(sequence, count(210));
    assert.deepEqual(result, { reused: 200, prefilled: 10 });
    assert.deepEqual(sequence.batches, [9]);
    assert.deepEqual(sequence.cache, count(209));
  });

  it('computes nothing for the same prompt again and counts all of it as reused', async () => {
    const sequence = new FakeSequence({ cache: [...count(50), 901, 902] });
    const result = await run(sequence, count(50));
    assert.deepEqual(result, { reused: 50, prefilled: 0 });
    assert.deepEqual(sequence.batches, []);
    assert.deepEqual(sequence.cache, count(49), 'the last token is left for the first step');
  });

  it('does not count a last token that the cache does not hold', async () => {
    const sequence = new FakeSequence({ cache: count(49) });
    assert.deepEqual(await run(sequence, count(50)), { reused: 49, prefilled: 1 });
  });

  it('has nothing to compute for a prompt of one token', async () => {
    const sequence = new FakeSequence({ cache: [7] });
    assert.deepEqual(await run(sequence, [3]), { reused: 0, prefilled: 1 });
    assert.deepEqual(sequence.cache, []);
  });

  it('stops within one chunk of an abort and keeps what was computed', async () => {
    const controller = new AbortController();
    const turn = new FakeTurn((offer) => {
      if (offer === 3) controller.abort();
    });
    const sequence = new FakeSequence({ cache: count(10) });
    const result = await run(sequence, count(1000), { turn, signal: controller.signal });
    assert.deepEqual(sequence.batches, [128, 128]);
    assert.deepEqual(result, { reused: 10, prefilled: 256 });
    assert.deepEqual(sequence.cache, count(266));
    assert.deepEqual(await run(sequence, count(1000)), { reused: 266, prefilled: 734 });
  });

  it('computes nothing when aborted before', async () => {
    const sequence = new FakeSequence();
    const result = await run(sequence, count(9), { signal: AbortSignal.abort() });
    assert.deepEqual(result, { reused: 0, prefilled: 0 });
    assert.deepEqual(sequence.batches, []);
  });

  it('takes checkpoints exactly at their places', async () => {
    const sequence = new FakeSequence();
    await run(sequence, count(300), { checkpointLengths: [150, 299] });
    assert.deepEqual(sequence.checkpoints, [150, 299]);
    assert.deepEqual(sequence.batches, [128, 22, 128, 21]);
  });

  it('takes no checkpoint at a place that the cache is past', async () => {
    const sequence = new FakeSequence({ cache: count(200) });
    await run(sequence, count(300), { checkpointLengths: [150, 299] });
    assert.deepEqual(sequence.checkpoints, [299]);
  });

  it('passes a failing batch on', async () => {
    const sequence = new FakeSequence();
    sequence.evaluate = () => Promise.reject(new Error('out of memory'));
    await assert.rejects(run(sequence, count(9)), /out of memory/);
  });

  it('ends with the whole prompt but its last token in the cache, whatever was there', async () => {
    const tokens = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(tokens, tokens, fc.integer({ min: 1, max: 16 }), async (was, now, chunk) => {
        const sequence = new FakeSequence({ cache: was });
        const { reused, prefilled } = await run(sequence, now, { chunkTokens: chunk });
        assert.deepEqual(sequence.cache, now.slice(0, -1));
        assert.equal(reused + prefilled, now.length);
        assert.ok(sequence.batches.every((size) => size > 0 && size <= chunk));
      }),
    );
  });
});
