import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TinyArchitecture } from '../../support/tinyModels/tinyArchitecture.js';
import { tinyArchitectures } from '../../support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../../support/tinyModels/writeTinyModel.js';
import {
  assertAttribution,
  assertNothingKept,
  compareWithReader,
} from './support/compareRouting.js';
import { runScenario } from './support/runScenario.js';
import type {
  CaseResult,
  LaneRef,
  ScenarioContext,
  ScenarioResult,
  ScenarioStep,
} from './support/scenario.js';
import { canCompare } from './support/tapFiles.js';

const first: LaneRef = { context: 0, sequence: 0 };
const second: LaneRef = { context: 0, sequence: 1 };
const other: LaneRef = { context: 1, sequence: 0 };

/** Tokens that differ from lane to lane, so that a mix-up shows. */
function tokensOf(lane: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => 40 + ((lane * 61 + i * 7) % 180));
}

function lastOf(tokens: readonly number[]): number[] {
  return [tokens.length - 1];
}

const context = { sequences: 2, batchSize: 64, contextSize: 256 };
const contexts: readonly ScenarioContext[] = [context, { ...context, sequences: 1 }];

/** Counters that only grow when something is lost or read wrongly. */
const losses = [
  'rowsOverflowed',
  'rowsUntapped',
  'rowsUnattributed',
  'rowsAbandoned',
  'idsInvalid',
  'layersUnmatched',
];

const oneBatch = tokensOf(0, 40);
const cases = {
  'prefill in one batch': [
    { do: 'evaluate', at: first, tokens: oneBatch, outputIndices: lastOf(oneBatch) },
  ],
  'output at several tokens of a batch': [
    { do: 'evaluate', at: first, tokens: oneBatch, outputIndices: [3, 17, 39] },
  ],
  'prefill in chunks': [
    { do: 'prefill', at: first, tokens: tokensOf(0, 23) },
    { do: 'prefill', at: first, tokens: tokensOf(1, 23) },
    // Longer than the batch size: llama.cpp gets it in several batches.
    { do: 'evaluate', at: first, tokens: tokensOf(2, 100), outputIndices: [99] },
  ],
  decode: [{ do: 'generate', at: first, tokens: tokensOf(0, 12), count: 20 }],
  'two sequences in one batch': [
    {
      do: 'together',
      lanes: [
        [
          { do: 'evaluate', at: first, tokens: tokensOf(0, 31), outputIndices: [30] },
          { do: 'decode', at: first, tokens: tokensOf(1, 6) },
        ],
        [
          { do: 'evaluate', at: second, tokens: tokensOf(2, 9), outputIndices: [8] },
          { do: 'decode', at: second, tokens: tokensOf(3, 12) },
        ],
      ],
    },
  ],
  'two contexts at once': [
    {
      do: 'together',
      lanes: [
        [{ do: 'generate', at: first, tokens: tokensOf(0, 33), count: 12 }],
        [{ do: 'generate', at: other, tokens: tokensOf(4, 14), count: 12 }],
      ],
    },
  ],
  'after a context is built again': [
    { do: 'generate', at: first, tokens: tokensOf(0, 20), count: 4 },
    { do: 'recreateContext', context: 0 },
    { do: 'generate', at: first, tokens: tokensOf(1, 21), count: 4 },
  ],
} satisfies Record<string, readonly ScenarioStep[]>;

const reuse: readonly ScenarioStep[] = [
  { do: 'evaluate', at: first, tokens: oneBatch, outputIndices: lastOf(oneBatch) },
  { do: 'erase', at: first, fromPosition: 25 },
  { do: 'generate', at: first, tokens: tokensOf(5, 11), count: 6 },
];

describe('routing tap: every architecture against the eval callback', function () {
  this.timeout(240_000);
  let directory: string;

  before(async function () {
    if (!canCompare) this.skip();
    directory = await mkdtemp(join(tmpdir(), 'routing-tap-'));
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const architectures = Object.values(tinyArchitectures);
  for (const architecture of architectures.filter(({ expertCount }) => expertCount > 0)) {
    describe(architecture.name, () => {
      // A recurrent state cannot go back to an earlier position.
      const usable = architecture.hybrid ? cases : { ...cases, 'reuse of the KV cache': reuse };
      let result: ScenarioResult;

      before(async () => {
        const modelPath = await writeTinyModel(directory, architecture.name);
        result = await runScenario({ modelPath, contexts, cases: usable });
      });

      for (const title of Object.keys(usable)) {
        it(title, () => {
          const measured = result.cases[title];
          assert(measured !== undefined);
          const comparison = compareWithReader(measured);
          assert.equal(comparison.mismatches, 0);
          assert(comparison.equal > 0);
          assertAttribution(measured);
          assertComplete(measured, architecture);
        });
      }

      it('keeps nothing when its contexts are gone', () => {
        assertNothingKept(result);
      });
    });
  }

  it('a dense model has no MoE layers and measures nothing', async () => {
    const modelPath = await writeTinyModel(directory, 'llama');
    const { decode } = (await runScenario({ modelPath, contexts, cases })).cases;
    assert(decode !== undefined);
    assert.deepEqual(decode.contexts[0]?.moeLayers, []);
    assert.deepEqual(decode.batches, []);
    assert.equal(decode.stats['rowsUntapped'], 0);
  });
});

function assertComplete(
  { contexts: [context], fed, stats }: CaseResult,
  architecture: TinyArchitecture,
): void {
  assert.deepEqual(context?.moeLayers, architecture.moeLayers);
  assert.equal(context.expertCount, architecture.expertCount);
  assert.equal(context.expertsPerToken, architecture.expertUsedCount);
  assert.equal(stats['rowsMeasured'], fed.length);
  for (const loss of losses) assert.equal(stats[loss], 0, loss);
}
