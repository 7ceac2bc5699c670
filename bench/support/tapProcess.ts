/** Measures node-llama-cpp with an addon in front of llama.cpp. Forked by bench/tap.ts, once for each interposer. */
import os from 'node:os';
import process from 'node:process';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { RoutingTap, TapStats } from '../../native/index.js';
import { SeededRandom } from '../../src/base/random.js';
import type {
  MeasureTap,
  OpenTapProcess,
  TapCost,
  TapProcessAnswer,
  TapProcessRequest,
} from './tapProtocol.js';

const prefillTokens = 1024;
const warmUpTokens = 16;
/** Ids above the special tokens and within every vocabulary that is measured. */
const firstToken = 300;
const tokenRange = 200;

interface Reader {
  take(): { layers: { rowCount: number }[] }[];
}

let tap: RoutingTap | undefined;
let reader: Reader | undefined;
let sequence: LlamaContextSequence;

process.on('message', (request: TapProcessRequest) => {
  void answer(request).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      const failed: TapProcessAnswer = { kind: 'failed', message: String(error) };
      process.send?.(failed);
    },
  );
});

async function answer(request: TapProcessRequest): Promise<TapProcessAnswer> {
  return request.kind === 'open' ? open(request) : measure(request);
}

async function open(options: OpenTapProcess): Promise<TapProcessAnswer> {
  const loaded = { exports: {} };
  process.dlopen(
    loaded,
    options.addonFile,
    os.constants.dlopen.RTLD_NOW | os.constants.dlopen.RTLD_GLOBAL,
  );
  if (options.interposer === 'tap') tap = loaded.exports as RoutingTap;
  else reader = loaded.exports as Reader;
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu: options.backend === 'cpu' ? false : options.backend,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  llama.maxThreads = options.threads;
  const model = await llama.loadModel({ modelPath: options.modelPath, gpuLayers: 'max' });
  const context = await model.createContext({ contextSize: options.contextSize });
  sequence = context.getSequence();
  const status = tap?.status();
  if (status && status.state !== 'ready')
    throw new Error(`The tap is ${status.state}: ${status.reason ?? ''}`);
  return {
    kind: 'opened',
    deviceNames: options.backend === 'cpu' ? [] : await llama.getGpuDeviceNames(),
  };
}

async function measure(request: MeasureTap): Promise<TapProcessAnswer> {
  const { phase, enabled, seed, decodeTokens } = request;
  tap?.setEnabled(enabled);
  tap?.drain();
  reader?.take();
  await sequence.clearHistory();
  const before = tap?.stats();
  const tokensPerSecond =
    phase === 'prefill' ? await prefill(seed) : await decode(seed, decodeTokens);
  const after = tap?.stats();
  return {
    kind: 'measured',
    tokensPerSecond,
    rows: readRows(),
    ...(before && after && { cost: costOf(before, after) }),
  };
}

function costOf(before: TapStats, after: TapStats): TapCost {
  const decodes = after.decodes - before.decodes;
  const { graphNodes, graphSplits } = after;
  return {
    graphNodes,
    graphSplits,
    hostCopies: (after.hostCopies - before.hostCopies) / decodes,
    ownUs: (after.ownMicroseconds - before.ownMicroseconds) / decodes,
  };
}

async function prefill(seed: number): Promise<number> {
  const tokens = randomTokens(seed, prefillTokens);
  const startedAt = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens(tokens);
  return (prefillTokens * 1000) / (performance.now() - startedAt);
}

async function decode(seed: number, decodeTokens: number): Promise<number> {
  const tokens = sequence.evaluate(randomTokens(seed, 32), { temperature: 0, yieldEogToken: true });
  // The first steps build graphs, and on CUDA capture them.
  for (let generated = 0; generated < warmUpTokens; generated++) await tokens.next();
  const startedAt = performance.now();
  for (let generated = warmUpTokens; generated < decodeTokens; generated++) await tokens.next();
  return ((decodeTokens - warmUpTokens) * 1000) / (performance.now() - startedAt);
}

function randomTokens(seed: number, count: number): Token[] {
  const random = new SeededRandom(seed);
  return Array.from(
    { length: count },
    () => (firstToken + (random.nextUint32() % tokenRange)) as Token,
  );
}

function readRows(): number {
  if (tap) return tap.drain().reduce((rows, batch) => rows + batch.rowCount, 0);
  return (reader?.take() ?? []).reduce((rows, graph) => rows + (graph.layers[0]?.rowCount ?? 0), 0);
}
