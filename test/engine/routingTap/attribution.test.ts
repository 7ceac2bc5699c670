import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeTinyModel } from '../../support/tinyModels/writeTinyModel.js';
import { assertAttribution, compareWithReader, expertsOf } from './support/compareRouting.js';
import { runScenario } from './support/runScenario.js';
import type { CaseResult, LaneRef, ScenarioStep } from './support/scenario.js';
import { canCompare } from './support/tapFiles.js';

const chat: LaneRef = { context: 0, sequence: 0 };
const completion: LaneRef = { context: 0, sequence: 1 };
const chatPrompt = Array.from({ length: 37 }, (_, i) => 40 + i);
const completionPrompt = Array.from({ length: 11 }, (_, i) => 150 + i);
const chatTag = 501;
const completionTag = 502;

const cases = {
  together: [
    { do: 'tag', at: chat, tag: chatTag },
    { do: 'tag', at: completion, tag: completionTag },
    {
      do: 'together',
      lanes: [
        [{ do: 'evaluate', at: chat, tokens: chatPrompt, outputIndices: [36] }],
        [{ do: 'evaluate', at: completion, tokens: completionPrompt, outputIndices: [10] }],
      ],
    },
  ],
  chatAlone: [{ do: 'evaluate', at: chat, tokens: chatPrompt, outputIndices: [36] }],
  completionAlone: [
    { do: 'evaluate', at: completion, tokens: completionPrompt, outputIndices: [10] },
  ],
  requestsInTurn: [
    { do: 'tag', at: chat, tag: 1 },
    { do: 'evaluate', at: chat, tokens: chatPrompt, outputIndices: [36] },
    { do: 'tag', at: chat, tag: 2 },
    { do: 'decode', at: chat, tokens: completionPrompt },
  ],
} satisfies Record<string, readonly ScenarioStep[]>;

describe('routing tap: whose token a row is', function () {
  this.timeout(180_000);
  let directory: string;
  let results: Readonly<Record<string, CaseResult>>;

  before(async function () {
    if (!canCompare) this.skip();
    directory = await mkdtemp(join(tmpdir(), 'routing-tap-'));
    const modelPath = await writeTinyModel(directory, 'qwen3Moe');
    const contexts = [{ sequences: 2, batchSize: 64, contextSize: 128 }];
    results = (await runScenario({ modelPath, contexts, cases })).cases;
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  function resultOf(title: keyof typeof cases): CaseResult {
    const result = results[title];
    assert(result !== undefined);
    return result;
  }

  it('finds both sequences of a batch that llama.cpp splits and regroups', () => {
    const { batches } = resultOf('together');
    assert.equal(new Set(batches.map(({ decodeIndex }) => decodeIndex)).size, 1, 'one batch');
    // Equal lengths are computed together, sequence by sequence; the rest follows alone.
    assert.deepEqual(
      batches.map(({ sequenceIds }) => sequenceIds),
      [[...Array<number>(11).fill(0), ...Array<number>(11).fill(1)], Array<number>(26).fill(0)],
    );
    assertAttribution(resultOf('together'));
    assert.equal(compareWithReader(resultOf('together')).mismatches, 0);
  });

  it('gives the same experts to a token that shares its batch as to one alone', () => {
    const shared = routesByPlace(resultOf('together'));
    const alone = new Map([
      ...routesByPlace(resultOf('chatAlone')),
      ...routesByPlace(resultOf('completionAlone')),
    ]);
    assert.equal(alone.size, chatPrompt.length + completionPrompt.length);
    assert.deepEqual(new Map([...shared].sort()), new Map([...alone].sort()));
  });

  it('says which request each token belongs to', () => {
    const tagOf = new Map([
      [0, chatTag],
      [1, completionTag],
    ]);
    for (const { sequenceIds, tags } of resultOf('together').batches) {
      assert.deepEqual(
        tags,
        sequenceIds.map((id) => tagOf.get(id)),
      );
    }
    const inTurn = resultOf('requestsInTurn').batches.flatMap(({ tags }) => tags);
    assert.deepEqual(inTurn, [...Array<number>(37).fill(1), ...Array<number>(11).fill(2)]);
  });
});

function routesByPlace({ batches }: CaseResult): Map<string, string> {
  const routes = new Map<string, string>();
  for (const batch of batches) {
    for (let row = 0; row < batch.rowCount; row++) {
      const route = batch.layers.map((_, layerIndex) => expertsOf(batch, row, layerIndex));
      routes.set(
        `${batch.sequenceIds[row] ?? '?'}:${batch.positions[row] ?? '?'}`,
        route.join(';'),
      );
    }
  }
  return routes;
}
