import { readFileSync } from 'node:fs';
import { runTest } from '../infill/runTest.js';
import type { SandboxResult } from '../infill/sandbox.js';
import type { FixTask } from './fixTask.js';

/** From the repository's root, where all benchmarks run. */
const testFunctionsFile = 'bench/fix/testFunctions.js';
let testFunctions: string | undefined;

/** Runs a task's tests against a program in the sandbox, with its limits. */
export function testProgram(
  { id, language, tests }: Pick<FixTask, 'id' | 'language' | 'tests'>,
  program: string,
): Promise<SandboxResult> {
  const code = language === 'python' ? tests : withTestFunctions(tests);
  const runtime = language === 'python' ? 'python' : 'node';
  const task = { id, language, prefix: '', suffix: '', middle: '', scope: 'span' as const };
  return runTest({ ...task, test: { runtime, code } }, program);
}

/** In a block of their own, so that no name of the program is in the way. */
function withTestFunctions(tests: string): string {
  testFunctions ??= readFileSync(testFunctionsFile, 'utf8');
  return [
    "import { inspect, isDeepStrictEqual } from 'node:util';",
    '{',
    testFunctions,
    tests,
    'await Promise.all(running);',
    '}',
  ].join('\n');
}

/** What a person would read first of a failed test. */
export function failureText({ ending, errorText }: SandboxResult): string {
  if (ending === 'timeLimit') return 'The tests do not come to an end.';
  const lines = errorText.split('\n').map((line) => line.trim());
  const message =
    lines.findLast((line) => /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit)\b/.test(line)) ??
    lines.findLast((line) => line !== '' && !line.startsWith('at ') && !line.startsWith('Node.js'));
  return (message ?? 'A test fails.').slice(0, 300);
}
