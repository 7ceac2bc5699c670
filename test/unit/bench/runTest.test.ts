import assert from 'node:assert/strict';
import type { InfillTask } from '../../../bench/infill/infillTask.js';
import { runTest } from '../../../bench/infill/runTest.js';

const pythonTask: InfillTask = {
  id: 'double',
  language: 'python',
  prefix: 'def double(n):\n',
  middle: '    return 2 * n\n',
  suffix: '',
  scope: 'line',
  test: { runtime: 'python', code: 'assert double(2) == 4' },
};

const typescriptTask: InfillTask = {
  id: 'triple',
  language: 'typescript',
  prefix: 'function triple(n: number): number {\n  return ',
  middle: '3 * n;',
  suffix: '\n}\n',
  scope: 'line',
  test: { runtime: 'node', code: 'if (triple(2) !== 6) throw new Error(String(triple(2)));' },
};

describe('runTest', () => {
  it('tells right from wrong Python', async () => {
    assert.equal((await runTest(pythonTask, pythonTask.middle)).passed, true);
    assert.equal((await runTest(pythonTask, '    return n + 1\n')).passed, false);
    assert.equal((await runTest(pythonTask, '    return (\n')).passed, false);
  });

  it('tells right from wrong TypeScript and JavaScript', async () => {
    const right = await runTest(typescriptTask, typescriptTask.middle);
    assert.equal(right.passed, true, right.errorText);
    const wrong = await runTest(typescriptTask, '4 * n;');
    assert.match(wrong.errorText, /Error: 8/);
    const javascript = {
      ...typescriptTask,
      language: 'javascript',
      prefix: 'const triple = (n) => {\n',
    };
    assert.equal((await runTest(javascript, '  return 3 * n;')).passed, true);
  });

  it('gives JavaScript neither files outside nor other programs', async () => {
    const reads = await runTest(
      { ...typescriptTask, prefix: 'import fs from "node:fs";\n', suffix: '' },
      `fs.readFileSync('/etc/passwd');`,
    );
    assert.match(reads.errorText, /ERR_ACCESS_DENIED/);
    const spawns = await runTest(
      { ...typescriptTask, prefix: 'import cp from "node:child_process";\n', suffix: '' },
      `cp.execSync('true');`,
    );
    assert.match(spawns.errorText, /ERR_ACCESS_DENIED/);
  });

  it('refuses a task without a test', () => {
    const { id, language, prefix, middle, suffix, scope } = pythonTask;
    assert.throws(
      () => runTest({ id, language, prefix, middle, suffix, scope }, ''),
      /double has no test/,
    );
  });
}).timeout(60_000);
