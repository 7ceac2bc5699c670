/**
 * `npm run bench:tap`: what measuring the routing costs, and whether it is right. Decode and prefill with the tap on
 * against off, and, with `--eval-callback`, llama.cpp's eval callback beside it: ratios of tokens per second, in one run.
 * Then every tiny MoE architecture on the same backend, tap against eval callback, unless `--skip-architectures`. With
 * `--diagnose`, what a decode takes of the tap.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backendNames } from '../src/protocol/backend.js';
import type { BackendName } from '../src/protocol/backend.js';
import { testModel } from '../test/support/testModel.js';
import { pairedRatio } from './support/pairs.js';
import type { PairedRatio } from './support/pairs.js';
import { report, rounded } from './support/report.js';
import { compareArchitectures } from './support/tapArchitectures.js';
import type {
  MeasureTap,
  TapCost,
  TapProcessAnswer,
  TapProcessRequest,
} from './support/tapProtocol.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    backend: { type: 'string', default: 'cpu' },
    threads: { type: 'string', default: '1' },
    pairs: { type: 'string', default: '7' },
    'decode-tokens': { type: 'string', default: '128' },
    'skip-architectures': { type: 'boolean', default: false },
    diagnose: { type: 'boolean', default: false },
    'eval-callback': { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});

const pairs = Number(options.pairs);
const threads = Number(options.threads);
const decodeTokens = Number(options['decode-tokens']);
/** Holds the prompt of either phase and what is generated. */
const contextSize = Math.max(2048, decodeTokens + 256);
const backend = chosenBackend(options.backend);
const modelPath = path.resolve(options.model ?? (await testModel()));
const processFile = fileURLToPath(new URL('./support/tapProcess.mjs', import.meta.url));
const children: ChildProcess[] = [];

try {
  const tap = await openProcess(
    'tap',
    path.resolve('native/prebuilds/linux-x64/switchyard-tap.node'),
  );
  // The first graphs compile shaders and capture kernels.
  for (const enabled of [false, true]) await warmUp(tap, enabled);
  const decode = await onOverOff(tap, 'decode');
  const prefill = await onOverOff(tap, 'prefill');
  const callback = options['eval-callback'] ? await evalCallback(tap) : undefined;
  for (const child of children.splice(0)) child.kill();
  const compared = options['skip-architectures'] ? undefined : await compareArchitectures(backend);
  await report(
    'tap',
    { model: path.basename(modelPath), backend, threads },
    {
      tapDecodeRatio: rounded(decode.ratio),
      tapPrefillRatio: rounded(prefill.ratio),
      ...(callback && {
        callbackDecodeRatio: rounded(callback.decode.ratio),
        callbackPrefillRatio: rounded(callback.prefill.ratio),
      }),
      ...compared,
      spread: { tapDecodeRatio: spread(decode), tapPrefillRatio: spread(prefill) },
      tokensPerSecond: tap.speeds,
      deviceNames: tap.deviceNames,
      pairs,
      decodeTokens,
      ...(options.diagnose && { perDecode: tap.costs }),
    },
    options.save,
  );
} finally {
  for (const child of children) child.kill();
}

interface Measured {
  readonly child: ChildProcess;
  readonly deviceNames: readonly string[];
  /** Last tokens per second by `phase on|off`. */
  readonly speeds: Record<string, number>;
  /** Of the last measurement, by the same names. */
  readonly costs: Record<string, TapCost>;
}

type Wish = Omit<MeasureTap, 'decodeTokens'>;

async function openProcess(
  interposer: 'tap' | 'evalCallback',
  addonFile: string,
): Promise<Measured> {
  const child = fork(processFile, [], { execArgv: [] });
  children.push(child);
  const answer = await ask(child, {
    kind: 'open',
    interposer,
    addonFile,
    modelPath,
    backend,
    threads,
    contextSize,
  });
  if (answer.kind !== 'opened') throw new Error('The measuring process did not open the model.');
  return { child, deviceNames: answer.deviceNames, speeds: {}, costs: {} };
}

/** @returns tokens per second; a tap that is on and reads no rows is an error, as is one that is off and reads some */
async function measure({ child, speeds, costs }: Measured, wish: Wish): Promise<number> {
  const answer = await ask(child, { kind: 'measure', decodeTokens, ...wish });
  if (answer.kind !== 'measured') throw new Error('The measuring process did not measure.');
  const { phase, enabled } = wish;
  if (answer.rows > 0 !== enabled) {
    throw new Error(`${answer.rows} rows were read with the reading ${enabled ? 'on' : 'off'}.`);
  }
  const name = `${phase} ${enabled ? 'on' : 'off'}`;
  speeds[name] = rounded(answer.tokensPerSecond, 1);
  if (answer.cost) {
    const { hostCopies, ownUs, ...graph } = answer.cost;
    costs[name] = { ...graph, hostCopies: rounded(hostCopies, 2), ownUs: rounded(ownUs, 1) };
  }
  return answer.tokensPerSecond;
}

async function warmUp(measured: Measured, enabled: boolean): Promise<void> {
  for (const phase of ['prefill', 'decode'] as const) {
    await measure(measured, { phase, enabled, seed: 1 });
    await measure(measured, { phase, enabled, seed: 2 });
  }
}

function onOverOff(measured: Measured, phase: MeasureTap['phase']): Promise<PairedRatio> {
  return pairedRatio(
    pairs,
    (pair) => measure(measured, { phase, enabled: true, seed: 10 + pair }),
    (pair) => measure(measured, { phase, enabled: false, seed: 10 + pair }),
  );
}

async function evalCallback(plain: Measured): Promise<Record<MeasureTap['phase'], PairedRatio>> {
  const reader = await openProcess(
    'evalCallback',
    path.resolve('native/build/Release/switchyard-test-reader.node'),
  );
  await warmUp(reader, true);
  const compare = (phase: MeasureTap['phase']): Promise<PairedRatio> =>
    pairedRatio(
      pairs,
      (pair) => measure(reader, { phase, enabled: true, seed: 50 + pair }),
      (pair) => measure(plain, { phase, enabled: false, seed: 50 + pair }),
    );
  return { decode: await compare('decode'), prefill: await compare('prefill') };
}

async function ask(child: ChildProcess, request: TapProcessRequest): Promise<TapProcessAnswer> {
  child.send(request);
  const listening = new AbortController();
  const { signal } = listening;
  const answered = once(child, 'message', { signal }).then(
    ([message]) => message as TapProcessAnswer,
  );
  const ended = once(child, 'exit', { signal }).then(([code, killedBy]) => {
    throw new Error(`The measuring process ended (${String(code ?? killedBy)}).`);
  });
  try {
    const answer = await Promise.race([answered, ended]);
    if (answer.kind === 'failed') throw new Error(answer.message);
    return answer;
  } finally {
    listening.abort();
    await Promise.allSettled([answered, ended]);
  }
}

function spread(ratio: PairedRatio): number[] {
  return ratio.spread.map((value) => rounded(value));
}

function chosenBackend(name: string): BackendName {
  const found = backendNames.find((one) => one === name);
  if (!found) throw new Error(`There is no backend ${name}: use ${backendNames.join(', ')}.`);
  return found;
}
