import assert from 'node:assert/strict';
import type { RoutingTap, TapBatch, TapContext } from '../../../native/index.js';
import { RoutingRecorder } from '../../../src/engine/routing/routingRecorder.js';
import type { ModelFileInfo } from '../../../src/protocol/modelFile.js';
import type { RoutingBatch, RoutingTrace } from '../../../src/protocol/routingTrace.js';
import { sampleModel } from '../../support/sampleModel.js';

const { file } = sampleModel();
const context: TapContext = {
  id: 1,
  contextSize: 64,
  batchSize: 32,
  sequenceCount: 1,
  moeLayers: [1, 2],
  expertCount: 8,
  expertsPerToken: 2,
};

/** One row of a micro-batch: tag, position, and the expert that stands in all places of its row. */
type Row = readonly [tag: number, position: number, expert: number];

/** A tap whose measurements the test makes up. */
class ScriptedTap implements RoutingTap {
  readonly builtFor = { nodeLlamaCpp: '0', llamaCpp: '0' };
  readonly sourceHash = '';
  readonly tags: number[] = [];
  live: TapContext[] = [];
  enabled = false;
  refusal: string | undefined;
  private waiting: TapBatch[] = [];

  measure(...rows: Row[]): void {
    const width = context.moeLayers.length * context.expertsPerToken;
    this.waiting.push({
      contextId: 1,
      decodeIndex: 0,
      rowCount: rows.length,
      expertCount: context.expertCount,
      expertsPerToken: context.expertsPerToken,
      layers: Int32Array.from(context.moeLayers),
      ids: Int16Array.from(rows.flatMap(([, , expert]) => Array<number>(width).fill(expert))),
      tokens: Int32Array.from(rows, ([, position]) => 100 + position),
      positions: Int32Array.from(rows, ([, position]) => position),
      sequenceIds: new Int32Array(rows.length),
      tags: Int32Array.from(rows, ([tag]) => tag),
      outputs: new Uint8Array(rows.length),
    });
  }

  status(): ReturnType<RoutingTap['status']> {
    return this.refusal === undefined
      ? { state: 'ready', enabled: this.enabled }
      : { state: 'refused', reason: this.refusal, enabled: false };
  }
  setEnabled(enabled: boolean): void {
    this.enabled = enabled;
  }
  setRingCapacity(): void {
    throw new Error('not asked for');
  }
  drain(): TapBatch[] {
    return this.waiting.splice(0);
  }
  stats(): ReturnType<RoutingTap['stats']> {
    throw new Error('not asked for');
  }
  contexts(): TapContext[] {
    return this.live;
  }
  devices(): ReturnType<RoutingTap['devices']> {
    return [];
  }
  expertPlacement(): ReturnType<RoutingTap['expertPlacement']> {
    return [
      'blk.1.ffn_up_exps.weight',
      'blk.1.ffn_down_exps.weight',
      'blk.2.ffn_up_exps.weight',
    ].map((name) => ({
      name,
      bufferType: 'CPU',
      isSystemMemory: !name.includes('.2.'),
      sizeBytes: 1,
    }));
  }
  setSequenceTag(_contextId: number, _sequenceId: number, tag: number): boolean {
    this.tags.push(tag);
    return true;
  }
  setExpertsOnCpu(): void {
    // placement is llama.cpp's business
  }
}

describe('RoutingRecorder', () => {
  let tap: ScriptedTap;
  let recorder: RoutingRecorder;
  let now: number;
  let batches: { id: string; batch: RoutingBatch }[];
  let traces: { id: string; trace: RoutingTrace }[];

  beforeEach(() => {
    tap = new ScriptedTap();
    tap.live = [context];
    now = 0;
    batches = [];
    traces = [];
    const events = {
      routingBatch: (message: (typeof batches)[number]) => batches.push(message),
      routingTrace: (message: (typeof traces)[number]) => traces.push(message),
    };
    recorder = new RoutingRecorder({ kind: 'loaded', tap }, events, () => now);
  });

  const begin = (
    id: string,
    promptLength: number,
    experts: ModelFileInfo['experts'] = file.experts,
  ): ReturnType<RoutingRecorder['begin']> =>
    recorder.begin({ id, promptLength, textOf: (token) => `<${token}>` }, 1, experts);

  it('gives each request its own rows, by position', () => {
    const one = begin('one', 2);
    const two = begin('two', 1);
    assert.ok(one && two);
    tap.measure([two.tag, 0, 5], [one.tag, 1, 3], [one.tag, 0, 2], [0, 9, 7]);
    tap.measure([one.tag, 2, 4]);
    for (const recording of [one, two]) recorder.end(recording);
    assert.deepEqual(traces[0], {
      id: 'one',
      trace: {
        layers: [1, 2],
        expertCount: 8,
        usedPerToken: 2,
        sharedExpertCount: 1,
        ids: Int16Array.of(2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4),
        positions: Int32Array.of(0, 1, 2),
        promptTokens: 2,
        reusedTokens: 0,
        generatedTexts: ['<102>'],
        droppedTokens: 0,
      },
    });
    assert.deepEqual(traces[1]?.trace.positions, Int32Array.of(0));
  });

  it('counts tokens whose rows the tap had to drop', () => {
    const recording = begin('one', 4);
    assert.ok(recording);
    recording.begin(0);
    recording.computed(4);
    tap.measure([recording.tag, 3, 1]);
    recorder.end(recording);
    assert.equal(traces[0]?.trace.droppedTokens, 3);
  });

  it('sends the first rows at once and more after a while', () => {
    const recording = begin('one', 1);
    assert.ok(recording);
    for (let position = 0; position < 4; position++) {
      tap.measure([recording.tag, position, 1]);
      recorder.collect();
      now += 30;
    }
    assert.deepEqual(
      batches.map(({ batch }) => [batch.firstRow, batch.promptTokens, batch.generatedTexts]),
      [
        [0, 1, []],
        [1, 0, ['<101>', '<102>']],
      ],
    );
  });

  it('gives rows that come after the end of their request to nobody', () => {
    const recording = begin('one', 1);
    assert.ok(recording);
    recorder.end(recording);
    tap.measure([recording.tag, 0, 1]);
    recorder.collect();
    assert.equal(batches.length, 0);
    assert.equal(traces.length, 1);
  });

  it('records a request to its end when recording is switched off meanwhile', () => {
    const recording = begin('one', 1);
    assert.ok(recording);
    recorder.setRecording(false);
    assert.equal(tap.enabled, true);
    assert.equal(begin('two', 1), undefined);
    recorder.end(recording);
    assert.equal(tap.enabled, false);
    assert.equal(traces.length, 1);
  });

  it('finds out which context is new, also when two are made at once', async () => {
    tap.live = [];
    const create = (id: number) => async (): Promise<number> => {
      await Promise.resolve();
      tap.live = [...tap.live, { ...context, id }];
      return id;
    };
    const made = await Promise.all([4, 7].map((id) => recorder.identify(create(id))));
    assert.deepEqual(made, [
      { created: 4, contextId: 4 },
      { created: 7, contextId: 7 },
    ]);
  });

  it('says why routing is not measured', () => {
    const dense: ModelFileInfo = { ...file };
    delete (dense as { experts?: unknown }).experts;
    assert.deepEqual(recorder.availability(dense, 1), { kind: 'denseModel' });
    const other = recorder.availability(file, undefined);
    assert.match(other.kind === 'notMeasurable' ? other.reason : '', /Restart Engine/);
    tap.refusal = 'another ggml version';
    const refused = recorder.availability(file, 1);
    assert.match(refused.kind === 'notMeasurable' ? refused.reason : '', /another ggml version\.$/);
    assert.notEqual(recorder.placeExperts('all'), undefined);
  });

  it('counts the layers whose experts are in system memory', () => {
    assert.equal(recorder.expertLayersOnCpu(1), 1);
    assert.equal(recorder.expertLayersOnCpu(undefined), undefined);
  });
});
