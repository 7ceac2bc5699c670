import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface SandboxLimits {
  /** CPU milliseconds of each process, in whole seconds: the same on a busy machine. */
  readonly cpuMs: number;
  /** Wall-clock milliseconds of the whole program, for one that sleeps or starts others. */
  readonly wallMs: number;
  readonly memoryBytes: number;
}

export interface SandboxedProgram {
  /** Name of the program's file in the sandbox's folder. */
  readonly fileName: string;
  readonly text: string;
  /** @returns the command for the program's file, which lies in `folder` */
  readonly command: (file: string, folder: string) => readonly string[];
  readonly limits: SandboxLimits;
}

export interface SandboxResult {
  /** The program ended by itself with status 0. */
  readonly passed: boolean;
  readonly ending: 'passed' | 'failed' | 'timeLimit';
  /** The end of what it wrote to stderr. */
  readonly errorText: string;
}

/** `namespaces`: no network and no other processes in sight; `limitsOnly`: where the system does not permit those. */
export type Isolation = 'namespaces' | 'limitsOnly';

const maxFileBlocks = 20_480;
const maxProcesses = 64;
const maxErrorCharacters = 2_000;
/** What a shell makes of a process that SIGXCPU ended. */
const cpuLimitStatus = 128 + os.constants.signals.SIGXCPU;

/** Of a new user, network and process namespace; whoever ends the first process in it ends them all. */
const unshare = [
  'unshare',
  '--user',
  '--map-root-user',
  '--net',
  '--pid',
  '--fork',
  '--kill-child',
];

let detected: Isolation | undefined;

/** What this machine permits; found out once. */
export function isolation(): Isolation {
  const [command = '', ...args] = unshare;
  detected ??=
    spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0
      ? 'namespaces'
      : 'limitsOnly';
  return detected;
}

/**
 * Runs a generated program in a process group of its own with limits on time, memory and file size, an empty folder as
 * working directory and home, and next to no environment. Where {@link isolation} is `namespaces` it also has no network
 * and leaves no process behind; else a process that leaves its group survives. Files elsewhere stay readable, and
 * writable where the user may write: it guards against accidents, not against attacks. Needs a POSIX shell.
 */
export async function runSandboxed(program: SandboxedProgram): Promise<SandboxResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-sandbox-'));
  try {
    const file = path.join(folder, program.fileName);
    await writeFile(file, program.text);
    return await run(program, folder, program.command(file, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  { limits }: SandboxedProgram,
  folder: string,
  command: readonly string[],
): Promise<SandboxResult> {
  const isIsolated = isolation() === 'namespaces';
  const shell = ['sh', '-c', `${ulimits(limits, isIsolated)}; "$@"`, 'sandbox', ...command];
  const [first = '', ...rest] = isIsolated ? [...unshare, ...shell] : shell;
  const child = spawn(first, rest, {
    cwd: folder,
    detached: true,
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, PYTHONHASHSEED: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText = (errorText + text).slice(-maxErrorCharacters);
  });
  const timer = setTimeout(() => {
    killGroup(child);
  }, limits.wallMs);
  try {
    const status = await exitStatus(child);
    // Only the timer kills the shell itself.
    const isLate = status === null || status === cpuLimitStatus;
    const ending = isLate ? 'timeLimit' : status === 0 ? 'passed' : 'failed';
    return { passed: status === 0, ending, errorText };
  } finally {
    clearTimeout(timer);
    killGroup(child);
    child.stderr.destroy();
  }
}

/**
 * The process limit counts all of a user's processes unless they are in a namespace of their own; the kernel exempts
 * root from it. Shells disagree on its letter.
 */
function ulimits({ cpuMs, memoryBytes }: SandboxLimits, isIsolated: boolean): string {
  return [
    `ulimit -v ${Math.floor(memoryBytes / 1024)}`,
    `ulimit -S -t ${Math.ceil(cpuMs / 1000)}`,
    `ulimit -f ${maxFileBlocks}`,
    'ulimit -c 0',
    ...(isIsolated
      ? [`{ ulimit -u ${maxProcesses} || ulimit -p ${maxProcesses}; } 2>/dev/null`]
      : []),
  ].join('; ');
}

function exitStatus(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // all of the group have ended
  }
}
