/**
 * `npm run bench:routing`: whether all experts of a model work, and whether code and prose are routed differently,
 * measured by the routing tap in the real engine process.
 *
 * minNormalisedEntropy, minExpertShare, maxExpertShare: over all MoE layers, on code. separatedLayers: layers in which
 * code and prose differ more than in any shuffle of their labels. n: texts of each kind. `layers` has every layer. In
 * prefill the last layer computes only rows that produce output, so its numbers rest on the generated tokens.
 */
import path from 'node:path';
import * as v from 'valibot';
import { errorMessage } from '../src/base/errorMessage.js';
import { RoutingTally } from '../src/base/routing/routingTally.js';
import type { RoutingTallyData } from '../src/base/routing/routingTally.js';
import { UsageError } from '../src/cli/usageError.js';
import { cpuLoad, textRequest } from '../test/support/engine/requests.js';
import { startEngine } from '../test/support/engine/startEngine.js';
import type { TestEngine } from '../test/support/engine/startEngine.js';
import { testModel } from '../test/support/testModel.js';
import type { LayerHealth } from './routing/routingHealth.js';
import { routingHealth } from './routing/routingHealth.js';
import { sampleTexts } from './routing/sampleTexts.js';
import { readOptions } from './support/readOptions.js';
import { report, rounded } from './support/report.js';
import { wholeNumber } from '../src/cli/wholeNumber.js';

const usage = `Usage: npm run bench:routing -- [options]

  --model FILE     GGUF file; otherwise the model that the product would use
  --folder DIR     its source files are the code, its Markdown files the prose; default: this repository
  --texts N        texts of each kind; default 24
  --threads N      default 1
  --save NAME      keep the result in bench/results/NAME.json
  --help           print this text`;

const textCharacters = 1500;
const generatedTokens = 32;
const schema = v.object({
  model: v.optional(v.string()),
  folder: v.string(),
  texts: wholeNumber('texts', 2),
  threads: wholeNumber('threads', 0),
  save: v.optional(v.string()),
});

try {
  const options = readOptions(
    process.argv.slice(2),
    {
      model: { type: 'string' },
      folder: { type: 'string', default: '.' },
      texts: { type: 'string', default: '24' },
      threads: { type: 'string', default: '1' },
      save: { type: 'string' },
    },
    schema,
  );
  if (options) await main(options);
  else console.log(usage);
  process.exit(0);
} catch (error) {
  console.error(errorMessage(error));
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function main(options: v.InferOutput<typeof schema>): Promise<void> {
  const texts = await sampleTexts(options.folder, options.texts, textCharacters);
  const engine = await startEngine();
  try {
    const modelPath = path.resolve(options.model ?? (await testModel()));
    const { threads } = options;
    const loaded = await engine.client.loadModel(cpuLoad(modelPath, { threads }));
    const code = await tallies(engine, texts.code);
    const prose = await tallies(engine, texts.prose);
    const layers = routingHealth(code, prose);
    const all = (name: 'normalisedEntropy' | 'idlestExpert' | 'busiestExpert'): number[] =>
      layers.map((layer) => layer[name]);
    await report(
      'routing',
      { model: loaded.file.name, backend: loaded.backend.backend, threads: loaded.backend.threads },
      {
        minNormalisedEntropy: rounded(Math.min(...all('normalisedEntropy'))),
        minExpertShare: rounded(Math.min(...all('idlestExpert'))),
        maxExpertShare: rounded(Math.max(...all('busiestExpert'))),
        separatedLayers: layers.filter((layer) => layer.codeProseBits > layer.mostShuffledBits)
          .length,
        moeLayers: layers.length,
        n: Math.min(code.length, prose.length),
        layers: layers.map(shortened),
      },
      options.save,
    );
  } finally {
    await engine.dispose();
  }
}

/** @returns the routing of each text, with a few tokens that the model writes after it */
async function tallies(
  { client }: TestEngine,
  texts: readonly string[],
): Promise<RoutingTallyData[]> {
  const measured: RoutingTallyData[] = [];
  const subscription = client.onRoutingTrace(({ trace }) => {
    const rows = trace.positions.length;
    measured.push(RoutingTally.of(trace, { start: 0, end: rows }).data);
  });
  const never = new AbortController().signal;
  for (const text of texts) await client.generate(textRequest(text, generatedTokens), never);
  subscription.dispose();
  if (measured.length !== texts.length) {
    throw new Error(
      `${String(measured.length)} of ${String(texts.length)} texts were measured: the routing tap does not work here, or the model is dense.`,
    );
  }
  return measured;
}

function shortened(health: LayerHealth): Record<string, number> {
  const entries = Object.entries<number>({ ...health });
  return Object.fromEntries(entries.map(([name, value]) => [name, rounded(value, 4)]));
}
