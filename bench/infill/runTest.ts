import ts from 'typescript';
import type { InfillTask } from './infillTask.js';
import { runSandboxed } from './sandbox.js';
import type { SandboxedProgram, SandboxResult } from './sandbox.js';

const mebibyte = 1024 * 1024;
const time = { cpuMs: 10_000, wallMs: 60_000 };

/** V8 reserves far more addresses than it uses, so Node's real limit is its heap. */
const nodeMemory = { addressBytes: 8192 * mebibyte, heapMebibytes: 512 };
const permissionFlag = ['--permission', '--experimental-permission'].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

/**
 * Runs the task's test behind prefix + middle + suffix in a sandbox: 10 s of CPU time, and 1 GiB of memory for Python or a heap of
 * 512 MiB for Node, which besides may only read its own folder. TypeScript loses its types first.
 * @throws Error for a task without a test
 */
export function runTest(task: InfillTask, middle: string): Promise<SandboxResult> {
  const { test, prefix, suffix, language } = task;
  if (!test) throw new Error(`${task.id} has no test.`);
  const text = `${prefix}${middle}${suffix}\n${test.code}`;
  return runSandboxed(
    test.runtime === 'python' ? pythonProgram(text) : nodeProgram(text, language),
  );
}

function pythonProgram(text: string): SandboxedProgram {
  return {
    fileName: 'program.py',
    text,
    command: (file) => ['python3', '-I', '-B', file],
    limits: { ...time, memoryBytes: 1024 * mebibyte },
  };
}

function nodeProgram(text: string, language: string): SandboxedProgram {
  return {
    fileName: 'program.mjs',
    text: language.startsWith('typescript') ? withoutTypes(text) : text,
    command: (file, folder) => [
      process.execPath,
      `--max-old-space-size=${nodeMemory.heapMebibytes}`,
      ...(permissionFlag === undefined
        ? []
        : [permissionFlag, '--no-warnings', `--allow-fs-read=${folder}/*`]),
      file,
    ],
    limits: { ...time, memoryBytes: nodeMemory.addressBytes },
  };
}

function withoutTypes(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText;
}
