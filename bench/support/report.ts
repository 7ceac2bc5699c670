import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** What a number can only be read with. */
export interface BenchConditions {
  readonly model: string;
  readonly backend: string;
  readonly threads: number;
}

/**
 * Prints the result as one line of JSON, the last of the benchmark's output, and keeps it in bench/results when a name
 * is given.
 */
export async function report(
  benchmark: string,
  conditions: BenchConditions,
  numbers: Readonly<Record<string, unknown>>,
  saveAs: string | undefined,
): Promise<void> {
  console.log(JSON.stringify(await keepResult(benchmark, conditions, numbers, saveAs)));
}

/**
 * Keeps what a benchmark has found so far, for one that takes long and may be cut off.
 * @returns the result with the conditions under which it came about
 */
export async function keepResult(
  benchmark: string,
  conditions: BenchConditions,
  numbers: Readonly<Record<string, unknown>>,
  saveAs: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const result = {
    benchmark,
    ...numbers,
    ...conditions,
    machine: `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'unknown CPU'}`,
    node: process.version,
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
  };
  if (saveAs !== undefined) {
    await mkdir('bench/results', { recursive: true });
    const file = path.join('bench/results', `${saveAs}.json`);
    await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`);
  }
  return result;
}

/** @returns the short commit id, marked when anything but results has changed; `unknown` outside a repository */
function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changes = git('status', '--porcelain', '--', '.', ':!bench/results');
    return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : '+changes');
  } catch {
    return 'unknown';
  }
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
