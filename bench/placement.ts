/**
 * `npm run bench:placement`: on a machine with a GPU, a model of Qwen3-30B-A3B's shape with the experts of 0, 24 and 48
 * layers in system memory: GPU memory beside the plan's prediction (`vramErrorMax`), decode speed. Then, with 8 GiB of
 * GPU memory, the planned placement against plain layer offload (`planVsLayersRatio1k`, `planVsLayersRatio12k`: decode
 * tokens per second after prompts of about 1,000 and 12,000 tokens). Needs about 18 GB of disk and 24 GB of memory, no
 * network; `--save NAME` keeps the result after every step. Without a GPU there is no result, only `--check`, which
 * tries the benchmark itself with a small model on the CPU.
 */
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { errorMessage } from '../src/base/errorMessage.js';
import type { LoadModelParams } from '../src/protocol/engineProtocol.js';
import { backendNames } from '../src/protocol/engineProtocol.js';
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
const prompts = isCheck ? [300, 900] : [1_000, 12_000];
const base: LoadModelParams = {
  path: model,
  contextSize: isCheck ? 4_096 : 16_384,
  threads: 0,
  backend,
};

const numbers: Record<string, unknown> = {};
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
    await measurePlacements();
    await measureUnderCap();
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
      placements[name] = await runPlacement(engine, params, prompts.slice(0, 1), signal);
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
      const result = await runPlacement(fresh, params, [], signal);
      numbers['vramErrorUnlearned'] = result.vramError;
    } finally {
      await fresh.dispose();
    }
  });
}

/** The plan's own placement against as many whole layers as fit, both below the cap. */
async function measureUnderCap(): Promise<void> {
  const capped = { ...base, deviceLimitBytes };
  let planned: PlacementResult | undefined;
  let layers: PlacementResult | undefined;
  await step('planned', async (signal) => {
    planned = await runPlacement(engine, capped, prompts, signal);
    numbers['planned'] = planned;
  });
  await step('layers', async (signal) => {
    const gpuLayers = await mostWholeLayers(engine, capped, shape.layers, signal);
    const params = { ...capped, gpuLayers, expertsOnCpu: { firstLayers: 0 } };
    layers = await runPlacement(engine, params, prompts, signal);
    numbers['layers'] = layers;
  });
  if (!planned || !layers) return;
  const ratio = (prompt: number): number => {
    const over = planned?.speeds[prompt]?.decodePerSecond ?? 0;
    const under = layers?.speeds[prompt]?.decodePerSecond ?? 0;
    return under > 0 ? rounded(over / under, 2) : 0;
  };
  numbers['planVsLayersRatio1k'] = ratio(0);
  numbers['planVsLayersRatio12k'] = ratio(1);
  const most = Math.max(planned.measuredVramMiB, layers.measuredVramMiB);
  numbers['vramUnderCapMax'] = rounded((most * 2 ** 20) / deviceLimitBytes, 3);
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
  const planned = numbers['planned'] as PlacementResult | undefined;
  const conditions = {
    model: shape.name,
    backend: planned?.backend ?? backend,
    threads: planned?.threads ?? 0,
  };
  const found = { ...numbers, ...(failures.length > 0 && { failures }) };
  return keepResult('placement', conditions, found, isCheck ? undefined : options.save);
}
