import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { BackendName } from '../../protocol/backend.js';
import { buildSelfTestModel } from './selfTestModel.js';

/** The first Vulkan run compiles its shaders, which takes tens of seconds on some drivers. */
const timeLimitMs = 120_000;
const keptOutputCharacters = 4000;

export const selfTestFlag = '--self-test';

export type SelfTestResult =
  | { readonly passed: true; readonly deviceNames: readonly string[]; readonly durationMs: number }
  | { readonly passed: false; readonly reason: string; readonly durationMs: number };

/** What the throw-away process sends when it lives long enough. */
const reportSchema = v.variant('passed', [
  v.object({ passed: v.literal(true), deviceNames: v.array(v.string()) }),
  v.object({ passed: v.literal(false), reason: v.string() }),
]);
export type SelfTestReport = v.InferOutput<typeof reportSchema>;

/**
 * Decodes a few tokens of a tiny MoE on a backend in a process of its own, which may crash, abort or hang.
 * @param engineFile the engine's bundle, started with {@link selfTestFlag}
 */
export async function runSelfTest(
  engineFile: string,
  backend: BackendName,
  signal: AbortSignal,
): Promise<SelfTestResult> {
  const startedAt = performance.now();
  const directory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-self-test-'));
  try {
    const model = path.join(directory, 'selfTest.gguf');
    await writeFile(model, buildSelfTestModel());
    const report = await runChild(engineFile, backend, model, signal);
    return { ...report, durationMs: performance.now() - startedAt };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runChild(
  engineFile: string,
  backend: BackendName,
  model: string,
  signal: AbortSignal,
): Promise<SelfTestReport> {
  const child = fork(engineFile, [selfTestFlag, backend, model], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
    timeout: timeLimitMs,
  });
  let output = '';
  let report: SelfTestReport | undefined;
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-keptOutputCharacters);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('message', (message) => {
    const parsed = v.safeParse(reportSchema, message);
    if (parsed.success) report = parsed.output;
  });
  const ending = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      resolve(killedBy === null ? `exit code ${code ?? 'unknown'}` : `signal ${killedBy}`);
    });
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  return report ?? { passed: false, reason: describeDeath(ending, output) };
}

/** @returns e.g. `its self-test process ended by signal SIGABRT (CUDA error: …)` */
function describeDeath(ending: string, output: string): string {
  const telling = output
    .split('\n')
    .map((line) => line.replace(/^\[\w+\]\s*/, '').trim())
    .find((line) => /error|abort|unsupported|fail/i.test(line));
  const detail = telling === undefined ? '' : ` (${withoutPaths(telling)})`;
  return `its self-test process ended by ${ending}${detail}`;
}

function withoutPaths(text: string): string {
  return text.replace(/(?:[A-Za-z]:)?(?:[\\/][\w.@+-]+){2,}/g, '…');
}
