/**
 * `npm run bench:placement`: on a machine with a GPU, a model of Qwen3-30B-A3B's shape with the experts of 0, 24 and 48
 * layers in system memory: GPU memory beside the plan's prediction (`vramErrorMax`), decode speed. Then, with 8 GiB of
 * GPU memory, the planned placement against plain layer offload (`planVsLayersRatio1k`, `planVsLayersRatio12k`: decode
 * tokens per second after prompts of about 1,000 and 12,000 tokens, in contexts of 4,096 and 16,384). Needs about 18 GB of disk and 24 GB of memory, no
 * network; `--save NAME` keeps the result after every step, `--only placements` and `--only cap` do one half, `--only cap1k` and `cap12k` a quarter. Without a GPU there is no result, only `--check`, which
 * tries the benchmark itself with a small model on the CPU.
 */
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { errorMessage } from '../src/base/errorMessage.js';
import type { LoadModelParams } from '../src/protocol/engineProtocol.js';
import { backendNames } from '../src/protocol/backend.js';
import type { TestEngine } from '../test/support/engine/startEngine.js';
import { startEngine } from '../test/support/engine/startEngine.js';
import type { PlacementResult } from './placement/placementRun.js';
import { mostWholeLayers, runPlacement } from './placement/placementRun.js';
import { qwen30b, small, writeShapedModel } from './placement/shapedModel.js';
import { keepResult, rounded } from './support/report.js';

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'auto' },
    /** Where the model is written, and taken from when it is there. */
    model: { type: 'string' },
    'cap-gib': { type: 'string', default: '8' },
    'step-timeout-s': { type: 'string', default: '420' },
    /** `placements`, `cap`, or one case of the cap: `cap1k`, `cap12k` */
    only: { type: 'string' },
    check: { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});

const isCheck = options.check;
const shape = isCheck ? small : qwen30b;
const requested = backendNames.find((name) => name === options.backend) ?? 'auto';
const backend = isCheck ? 'cpu' : requested;
const stepTimeoutMs = Number(options['step-timeout-s']) * 1000;
const deviceLimitBytes = Number(options['cap-gib']) * 2 ** 30;
const folder = path.join(os.tmpdir(), 'switchyard-placement');
const model = path.resolve(options.model ?? path.join(folder, `qwen3moe-${shape.layers}.gguf`));
/** A context as large as the prompt needs: what a cache of unused cells takes from the experts is no result. */
const cases = isCheck
  ? { '1k': { prompt: 300, contextSize: 1_024 }, '12k': { prompt: 900, contextSize: 4_096 } }
  : { '1k': { prompt: 1_000, contextSize: 4_096 }, '12k': { prompt: 12_000, contextSize: 16_384 } };
const base: LoadModelParams = {
  path: model,
  contextSize: cases['12k'].contextSize,
  threads: 0,
  backend,
};

const numbers: Record<string, unknown> = {};
/** What the loads had in the end; `auto` and 0 leave it to the engine. */
let used: { backend: string; threads: number } = { backend, threads: base.threads };
const failures: string[] = [];
const engine = await startEngine();
try {
  await mkdir(folder, { recursive: true });
  console.log(`Writing ${path.basename(model)} unless it is there …`);
  await writeShapedModel(model, shape);
  const first = await engine.client.planModel(base);
  if (first.machine.devices.length === 0 && !isCheck) {
    const tried = first.ladder.map(({ backend: name, reason }) => `${name}: ${reason}`);
    console.error(`There is no GPU to measure on here (${tried.join('; ')}).`);
    console.error('Run it on a machine with a GPU, after npm run setup:gpu [-- --cuda].');
    process.exitCode = 2;
  } else {
    numbers['devices'] = first.machine.devices;
    numbers['physicalCores'] = first.machine.physicalCores;
    if (!options.only?.startsWith('cap')) await measurePlacements();
    if (options.only !== 'placements') await measureUnderCap();
    const result = await keep();
    if (isCheck) console.log('This was a check of the benchmark itself, on the CPU: no result.');
    else console.log(JSON.stringify(result));
    if (failures.length > 0) process.exitCode = 1;
  }
} finally {
  await engine.dispose();
}

/** The experts of none, half and all layers in system memory, everything else on the GPU. */
async function measurePlacements(): Promise<void> {
  const placements: Record<string, PlacementResult> = {};
  numbers['placements'] = placements;
  for (const firstLayers of [0, shape.layers / 2, shape.layers]) {
    const name = `experts${firstLayers}OnCpu`;
    await step(name, async (signal) => {
      const params = { ...base, gpuLayers: shape.layers + 1, expertsOnCpu: { firstLayers } };
      placements[name] = await place(engine, params, [cases['1k'].prompt], signal);
    });
    const errors = Object.values(placements).map(({ vramError }) => vramError);
    // a placement that could not be measured is no success
    if (Object.keys(placements).length === 3) numbers['vramErrorMax'] = Math.max(...errors);
    await keep();
  }
  await step('unlearned', async (signal) => {
    const fresh: TestEngine = await startEngine();
    try {
      const experts = { expertsOnCpu: { firstLayers: shape.layers } };
      const params = { ...base, gpuLayers: shape.layers + 1, ...experts };
      const result = await place(fresh, params, [], signal);
      numbers['vramErrorUnlearned'] = result.vramError;
    } finally {
      await fresh.dispose();
    }
  });
}

async function place(...args: Parameters<typeof runPlacement>): Promise<PlacementResult> {
  const result = await runPlacement(...args);
  used = { backend: result.backend, threads: result.threads };
  return result;
}

interface CappedPair {
  planned?: PlacementResult;
  layers?: PlacementResult;
}

/** The plan's own placement against as many whole layers as fit, both below the cap. */
async function measureUnderCap(): Promise<void> {
  const pairs: Record<string, CappedPair> = {};
  numbers['underCap'] = pairs;
  for (const [name, { prompt, contextSize }] of Object.entries(cases)) {
    if (options.only && !`cap${name}`.startsWith(options.only)) continue;
    const capped = { ...base, contextSize, deviceLimitBytes };
    const pair: CappedPair = {};
    pairs[name] = pair;
    await step(`planned${name}`, async (signal) => {
      pair.planned = await place(engine, capped, [prompt], signal);
    });
    await step(`layers${name}`, async (signal) => {
      const gpuLayers = await mostWholeLayers(engine, capped, shape.layers, signal);
      const params = { ...capped, gpuLayers, expertsOnCpu: { firstLayers: 0 } };
      pair.layers = await place(engine, params, [prompt], signal);
    });
    const ratio = decodePerSecond(pair.planned) / decodePerSecond(pair.layers);
    if (Number.isFinite(ratio)) numbers[`planVsLayersRatio${name}`] = rounded(ratio, 2);
  }
  const all = Object.values(pairs).flatMap(({ planned, layers }) => [planned, layers]);
  const most = Math.max(...all.map((result) => result?.measuredVramMiB ?? 0));
  numbers['vramUnderCapMax'] = rounded((most * 2 ** 20) / deviceLimitBytes, 3);
}

function decodePerSecond(result: PlacementResult | undefined): number {
  return result?.speeds[0]?.decodePerSecond ?? NaN;
}

/** A step that fails or takes too long is told and leaves the others their chance. */
async function step(name: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(stepTimeoutMs);
  try {
    await Promise.race([run(signal), rejectOn(signal)]);
    console.log(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  } catch (error) {
    failures.push(`${name}: ${errorMessage(error)}`);
    console.error(`${name} failed: ${errorMessage(error)}`);
    for (const { level, message } of engine.log.entries.slice(-20)) {
      console.error(`  [${level}] ${message}`);
    }
    await engine.client.stop();
  }
  await keep();
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error(`it took longer than ${stepTimeoutMs / 1000} s`));
    });
  });
}

function keep(): Promise<Readonly<Record<string, unknown>>> {
  const conditions = { model: shape.name, ...used };
  const found = { ...numbers, ...(failures.length > 0 && { failures }) };
  return keepResult('placement', conditions, found, isCheck ? undefined : options.save);
}
