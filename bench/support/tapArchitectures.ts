import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { errorMessage } from '../../src/base/errorMessage.js';
import type { BackendName } from '../../src/protocol/backend.js';
import { compareWithReader } from '../../test/engine/routingTap/support/compareRouting.js';
import { runScenario } from '../../test/engine/routingTap/support/runScenario.js';
import type { LaneRef, ScenarioStep } from '../../test/engine/routingTap/support/scenario.js';
import { requireReader } from '../../test/engine/routingTap/support/tapFiles.js';
import type { TinyArchitecture } from '../../test/support/tinyModels/tinyArchitecture.js';
import { tinyArchitectures } from '../../test/support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../../test/support/tinyModels/writeTinyModel.js';

export interface ArchitectureComparison {
  /** Names of the architectures that were compared. */
  readonly architectures: readonly string[];
  /** Pairs of token and layer whose experts differ from what llama.cpp's eval callback reads. */
  readonly mismatches: number;
  /** Pairs of token and layer that are the same. */
  readonly matches: number;
  /** Architectures that could not be run there, each with the reason. */
  readonly notCompared: Readonly<Record<string, string>>;
}

const at: LaneRef = { context: 0, sequence: 0 };
const contexts = [{ sequences: 1, batchSize: 64, contextSize: 256 }];

function tokensFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => 40 + ((first + index * 7) % 180));
}

const cases: Readonly<Record<string, readonly ScenarioStep[]>> = {
  batch: [{ do: 'evaluate', at, tokens: tokensFrom(0, 40), outputIndices: [3, 17, 39] }],
  chunks: [
    { do: 'prefill', at, tokens: tokensFrom(1, 23) },
    { do: 'evaluate', at, tokens: tokensFrom(2, 100), outputIndices: [99] },
  ],
  decode: [{ do: 'generate', at, tokens: tokensFrom(3, 12), count: 20 }],
};

/** Compares the tap with llama.cpp's eval callback on tiny models of every MoE architecture. */
export async function compareArchitectures(backend: BackendName): Promise<ArchitectureComparison> {
  requireReader();
  const directory = await mkdtemp(path.join(tmpdir(), 'bench-tap-'));
  const compared: string[] = [];
  const notCompared: Record<string, string> = {};
  let [matches, mismatches] = [0, 0];
  try {
    for (const { name, expertCount } of Object.values<TinyArchitecture>(tinyArchitectures)) {
      if (expertCount === 0) continue;
      try {
        const modelPath = await writeTinyModel(directory, name);
        const gpu = backend === 'cpu' ? {} : { gpu: backend };
        const result = await runScenario({ modelPath, contexts, cases, ...gpu });
        for (const measured of Object.values(result.cases)) {
          const comparison = compareWithReader(measured);
          matches += comparison.equal;
          mismatches += comparison.mismatches;
        }
        compared.push(name);
      } catch (error) {
        notCompared[name] = errorMessage(error);
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return { architectures: compared, mismatches, matches, notCompared };
}
