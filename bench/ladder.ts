/**
 * `npm run bench:ladder`: runs the backend ladder for real on this machine, twice: with an empty memory of verdicts, so that
 * every installed GPU backend is tested in its throw-away process, and again with what was remembered. Prints the
 * engine's log and one JSON object as the last line.
 */
import { parseArgs } from 'node:util';
import type { BackendReport } from '../src/protocol/backend.js';
import type { GenerateResult } from '../src/protocol/engineProtocol.js';
import { completionRequest, textRequest } from '../test/support/engine/requests.js';
import { codeText } from '../test/support/engine/codeText.js';
import { startEngine } from '../test/support/engine/startEngine.js';
import { testModel } from '../test/support/testModel.js';
import { report, rounded } from './support/report.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    threads: { type: 'string', default: '0' },
    save: { type: 'string' },
  },
});

const decodedTokens = 128;
const never = new AbortController().signal;

interface Rung {
  readonly loadMs: number;
  readonly backend: BackendReport;
  readonly text: string;
  readonly prefillPerSecond: number;
  readonly decodePerSecond: number;
}

const engine = await startEngine();
try {
  const path = options.model ?? (await testModel());
  const threads = Number(options.threads);
  const load = (): Promise<Rung> => loadAndGenerate(path, threads);
  const first = await load();
  await engine.client.stop();
  const second = await load();
  for (const { level, message } of engine.log.entries) console.log(`[${level}] ${message}`);
  await report(
    'ladder',
    {
      model: path.replace(/^.*[\\/]/, ''),
      backend: first.backend.backend,
      threads: first.backend.threads,
    },
    { first, second },
    options.save,
  );
} finally {
  await engine.dispose();
}

async function loadAndGenerate(path: string, threads: number): Promise<Rung> {
  const { client } = engine;
  const loaded = await client.loadModel({ path, contextSize: 2048, threads, backend: 'auto' });
  const completion = await client.generate(completionRequest(), never);
  // The first long prefill compiles shaders or kernels on some drivers.
  await client.generate(textRequest(codeText(1, 40), 2), never);
  const timed = await client.generate(textRequest(codeText(2, 40), decodedTokens), never);
  return {
    loadMs: rounded(loaded.loadMs, 0),
    backend: loaded.backend,
    text: completion.text,
    prefillPerSecond: rounded(perSecond(timed, 'prefill', timed.tokens.prefilled - 1), 1),
    decodePerSecond: rounded(perSecond(timed, 'decode', timed.tokens.generated - 1), 1),
  };
}

function perSecond(result: GenerateResult, name: 'prefill' | 'decode', tokens: number): number {
  const phase = result.phases.find((one) => one.name === name);
  return phase && tokens > 0 ? (tokens * 1000) / phase.durationMs : 0;
}
