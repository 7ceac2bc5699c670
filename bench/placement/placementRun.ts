import type {
  GenerateResult,
  LoadedModel,
  LoadModelParams,
} from '../../src/protocol/engineProtocol.js';
import type { LoadedPlan, ModelPlan } from '../../src/protocol/modelPlan.js';
import type { PhaseName } from '../../src/protocol/requestRecord.js';
import { codeText } from '../../test/support/engine/codeText.js';
import { textRequest } from '../../test/support/engine/requests.js';
import type { TestEngine } from '../../test/support/engine/startEngine.js';
import { eventually } from '../../test/support/eventually.js';
import { rounded } from '../support/report.js';

const decodedTokens = 40;
/** The fastest of so many answers counts, as other work on a machine only ever takes time. */
const answers = 5;
const sampleLines = 100;
const measureTimeoutMs = 30_000;
const mib = 2 ** 20;

/** What one placement did, in MiB and tokens per second. */
export interface PlacementResult {
  readonly gpuLayers: number;
  readonly expertLayersOnCpu: number;
  readonly contextSize: number;
  readonly threads: number;
  readonly backend: string;
  readonly sureness: string;
  /** With the contexts of both lanes; before the load. */
  readonly predictedVramMiB: number;
  /** By the driver, after both lanes were used. */
  readonly measuredVramMiB: number;
  /** llama.cpp's own buffers in it. */
  readonly bufferVramMiB: number;
  readonly vramError: number;
  readonly predictedSystemMiB: number;
  readonly measuredSystemMiB: number;
  readonly stepsDown: readonly string[];
  readonly loadMs: number;
  readonly speeds: readonly Speed[];
}

export interface Speed {
  readonly promptTokens: number;
  readonly prefillPerSecond: number;
  /** The fastest of {@link decodesPerSecond}. */
  readonly decodePerSecond: number;
  readonly decodesPerSecond: readonly number[];
}

/**
 * Loads a placement into a fresh process of the engine, uses both lanes, and compares.
 * @param promptTokens lengths of prompts to measure the speed after
 */
export async function runPlacement(
  { client }: TestEngine,
  params: LoadModelParams,
  promptTokens: readonly number[],
  signal: AbortSignal,
): Promise<PlacementResult> {
  await client.stop();
  const plan = await client.planModel(params, signal);
  const loaded = await client.loadModel(params, signal);
  // the first long prefill compiles shaders or kernels on some drivers
  await client.generate(textRequest(codeText(1, 60), 4), signal);
  await client.generate(chatRequest(codeText(2, 60), 4), signal);
  const speeds: Speed[] = [];
  for (const tokens of promptTokens) {
    const text = await textOf(client, tokens, signal);
    const results: GenerateResult[] = [];
    // the answers after the first find the prompt in the KV cache
    while (results.length < answers) {
      results.push(await client.generate(chatRequest(text, decodedTokens), signal));
    }
    speeds.push(speedOf(results));
  }
  return describe(plan, loaded, await measured(client), speeds);
}

/** The lane that has the whole context; completion's own is smaller. */
function chatRequest(text: string, maxTokens: number): ReturnType<typeof textRequest> {
  return textRequest(text, maxTokens, { lane: 'chat', kind: 'chat' });
}

/** @returns a text of about that many tokens by the loaded model's own vocabulary */
async function textOf(
  client: TestEngine['client'],
  tokens: number,
  signal: AbortSignal,
): Promise<string> {
  const seed = 10 + tokens;
  const perLine = (await client.countTokens(codeText(seed, sampleLines), signal)) / sampleLines;
  return codeText(seed, Math.floor(tokens / perLine));
}

/** The plan as the engine last told it, with the contexts of both lanes. */
async function measured(client: TestEngine['client']): Promise<LoadedPlan> {
  let found: LoadedPlan | undefined;
  await eventually(
    () => {
      const { state } = client;
      const plan = state.kind === 'ready' ? state.model.plan : undefined;
      if (plan?.measured.contexts === 2) found = plan;
      return found !== undefined;
    },
    'both contexts are measured',
    measureTimeoutMs,
  );
  if (!found) throw new Error('The engine told no plan.');
  return found;
}

function describe(
  { prediction, placement, backend, calibration }: ModelPlan,
  { loadMs }: LoadedModel,
  { measured: memory, threads, steps, placement: used }: LoadedPlan,
  speeds: readonly Speed[],
): PlacementResult {
  const predicted = prediction.devices.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  const vram = memory.deviceBytes ?? 0;
  const inMib = (bytes: number): number => rounded(bytes / mib, 1);
  return {
    ...placement,
    gpuLayers: used.gpuLayers,
    threads,
    backend,
    sureness: calibration.sureness,
    predictedVramMiB: inMib(predicted),
    measuredVramMiB: inMib(vram),
    bufferVramMiB: inMib(memory.deviceBufferBytes),
    vramError: vram > 0 ? rounded(Math.abs(predicted - vram) / vram, 4) : 0,
    predictedSystemMiB: inMib(prediction.system.totalBytes),
    measuredSystemMiB: inMib(memory.systemBytes),
    stepsDown: steps.map(({ reason }) => reason),
    loadMs: rounded(loadMs, 0),
    speeds,
  };
}

function speedOf(results: readonly GenerateResult[]): Speed {
  const [first] = results;
  const prefilled = first?.tokens.prefilled ?? 0;
  const decodes = results.map((result) => perSecond(result, 'decode', result.tokens.generated - 1));
  return {
    promptTokens: prefilled,
    prefillPerSecond: first ? perSecond(first, 'prefill', prefilled - 1) : 0,
    decodePerSecond: Math.max(...decodes),
    decodesPerSecond: decodes,
  };
}

function perSecond({ phases }: GenerateResult, name: PhaseName, tokens: number): number {
  const ms = phases
    .filter((phase) => phase.name === name)
    .reduce((sum, { durationMs }) => sum + durationMs, 0);
  return ms > 0 ? rounded((tokens * 1000) / ms, 1) : 0;
}

/**
 * Looks for the most whole layers, experts included, that fit: what is possible without placing experts.
 * @returns the number of GPU layers
 */
export async function mostWholeLayers(
  { client }: TestEngine,
  params: LoadModelParams,
  layerCount: number,
  signal: AbortSignal,
): Promise<number> {
  let fitting = 0;
  let tooMany = layerCount + 2;
  while (tooMany - fitting > 1) {
    const gpuLayers = Math.floor((fitting + tooMany) / 2);
    const wished = { ...params, gpuLayers, expertsOnCpu: { firstLayers: 0 } };
    const { fits, placement } = await client.planModel(wished, signal);
    if (fits && placement.contextSize === params.contextSize) fitting = gpuLayers;
    else tooMany = gpuLayers;
  }
  return fitting;
}
