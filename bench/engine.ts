/**
 * `npm run bench:engine`: what the engine process costs over raw node-llama-cpp, how fast it lets go, and how little of a
 * prompt it computes again. One JSON object is the last line of the output.
 */
import { parseArgs } from 'node:util';
import type { GenerateResult } from '../src/protocol/engineProtocol.js';
import type { PhaseName } from '../src/protocol/requestRecord.js';
import { cpuLoad, completionRequest, textRequest } from '../test/support/engine/requests.js';
import { codeText } from '../test/support/engine/codeText.js';
import { startEngine } from '../test/support/engine/startEngine.js';
import type { TestEngine } from '../test/support/engine/startEngine.js';
import { testModel } from '../test/support/testModel.js';
import { activationMs } from './support/activation.js';
import { keystrokeWhileChat } from './support/keystrokeWhileChat.js';
import { median, pairedRatio } from './support/pairs.js';
import { RawRuntime } from './support/rawRuntime.js';
import { report, rounded } from './support/report.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    pairs: { type: 'string', default: '7' },
    save: { type: 'string' },
  },
});

const contextSize = 4096;
const threads = 1;
const decodedTokens = 128;
const prefillLines = 40;
/** More than 3,000 tokens in any vocabulary. */
const abortedLines = 260;
const abortedRuns = 7;
const never = new AbortController().signal;
const pairs = Number(options.pairs);

const engine = await startEngine();
try {
  const model = options.model ?? (await testModel());
  const loaded = await engine.client.loadModel(cpuLoad(model, { contextSize, threads }));
  const raw = await RawRuntime.open(model, contextSize, threads);
  const prefill = await pairedRatio(
    pairs,
    (pair) => enginePrefill(engine, pair),
    (pair) => raw.prefill(codeText(1000 + pair, prefillLines)),
  );
  const decode = await pairedRatio(
    pairs,
    (pair) => engineDecode(engine, pair),
    (pair) => raw.decode(codeText(2000 + pair, 4), decodedTokens),
  );
  const abort = await abortOverChunk(engine);
  const reuse = await promptReuse(engine);
  const keystroke = await keystrokeWhileChat(engine, pairs);
  const activation = await activationMs();
  await report(
    'engine',
    { model: loaded.file.name, backend: loaded.backend.backend, threads: loaded.backend.threads },
    {
      decodeRatio: rounded(decode.ratio),
      prefillRatio: rounded(prefill.ratio),
      abortOverChunk: rounded(median(abort)),
      ...reuse,
      keystrokeWhileChatRatio: rounded(keystroke.ratio),
      activationMs: rounded(activation, 1),
      spread: {
        decodeRatio: decode.spread.map((value) => rounded(value)),
        prefillRatio: prefill.spread.map((value) => rounded(value)),
        keystrokeWhileChatRatio: keystroke.spread.map((value) => rounded(value)),
        abortOverChunk: [Math.min(...abort), Math.max(...abort)].map((value) => rounded(value)),
      },
      pairs,
    },
    options.save,
  );
} finally {
  await engine.dispose();
}
process.exit(0);

function phaseMs(result: GenerateResult, name: PhaseName): number {
  return result.phases.find((phase) => phase.name === name)?.durationMs ?? 0;
}

/** @returns tokens per second, by the engine's own clock */
async function enginePrefill({ client }: TestEngine, pair: number): Promise<number> {
  const text = codeText(3000 + pair, prefillLines);
  const result = await client.generate(textRequest(text, 1), never);
  // The last prompt token is computed with the first generated one.
  return ((result.tokens.prefilled - 1) * 1000) / phaseMs(result, 'prefill');
}

async function engineDecode({ client }: TestEngine, pair: number): Promise<number> {
  const result = await client.generate(textRequest(codeText(2000 + pair, 4), decodedTokens), never);
  const { generated } = result.tokens;
  const steps = result.stopReason === 'endOfGeneration' ? generated : generated - 1;
  return (steps * 1000) / phaseMs(result, 'decode');
}

/**
 * Aborts long prefills at different moments.
 * @returns for each run the time from the abort to the answer over the time of one chunk in that run
 */
async function abortOverChunk({ client }: TestEngine): Promise<number[]> {
  const chunkTokens = 256;
  const text = (run: number): string => codeText(4000 + run, abortedLines);
  const tokens = await client.countTokens(text(0));
  if (tokens < 3000) throw new Error(`The prompt to abort has ${tokens} tokens, not 3,000.`);
  const fit = (run: number): string =>
    text(run).slice(0, Math.floor((text(run).length * 3000) / tokens));
  const ratios: number[] = [];
  for (let run = 0; run < abortedRuns; run++) {
    const controller = new AbortController();
    const running = client.generate(textRequest(fit(run), 1), controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 300 + 70 * run));
    const abortedAt = performance.now();
    controller.abort();
    const result = await running;
    const latencyMs = performance.now() - abortedAt;
    if (result.stopReason !== 'aborted')
      throw new Error('The prefill ended before it was aborted.');
    const chunkMs = (phaseMs(result, 'prefill') * chunkTokens) / result.tokens.prefilled;
    ratios.push(latencyMs / chunkMs);
  }
  return ratios;
}

/** Counts prompt tokens computed for an identical request and after one typed character. */
async function promptReuse({ client }: TestEngine): Promise<{
  repeatPromptTokens: number;
  typedCharTokens: number;
  suffixTokens: number;
}> {
  const suffix = `\n}\n${codeText(5, 8)}\n`;
  const prefix = `${codeText(6, 40)}\n  const total = pri`;
  const ask = (before: string): Promise<GenerateResult> =>
    client.generate(completionRequest({ prompt: { kind: 'fim', prefix: before, suffix } }), never);
  await ask(prefix);
  const repeated = await ask(prefix);
  const typed = await ask(`${prefix}c`);
  return {
    repeatPromptTokens: repeated.tokens.prefilled,
    typedCharTokens: typed.tokens.prefilled,
    suffixTokens: await client.countTokens(suffix),
  };
}
