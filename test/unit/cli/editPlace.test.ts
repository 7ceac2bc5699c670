import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.js';
import { editOptions } from '../../../src/cli/editOptions.js';
import type { EditAnswer } from '../../../src/cli/editPlace.js';
import { editPlace, editTaskOf } from '../../../src/cli/editPlace.js';
import { editReport } from '../../../src/cli/editReport.js';
import { UsageError } from '../../../src/cli/usageError.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { ScriptedEditEngine } from '../edits/scriptedEditEngine.js';

const parser = { countErrors: () => Promise.resolve(0) };
const signal = new AbortController().signal;

describe('editPlace', () => {
  let folder: TemporaryFolder;
  const home = process.cwd();

  beforeEach(() => {
    folder = new TemporaryFolder();
    process.chdir(folder.root);
  });
  afterEach(() => {
    process.chdir(home);
    folder.remove();
  });

  async function edit(args: readonly string[], answer: string): Promise<EditAnswer> {
    const options = editOptions(args) ?? assert.fail();
    const engine = new ScriptedEditEngine([{ text: answer }]);
    const parts = { engine, parser, clock: systemClock };
    return editPlace(await editTaskOf(options), options, parts, signal);
  }

  const task = (...args: string[]): ReturnType<typeof editTaskOf> =>
    editTaskOf(editOptions(args) ?? assert.fail());

  it('takes the function around a line', async () => {
    folder.write(
      'src/a.py',
      'import os\n\ndef f(a):\n    if a:\n        return 1\n    return 2\n\nx = 1\n',
    );
    const { range, file, problems } = await task('fix', 'src/a.py:4', '--problem', 'never true');
    assert.deepEqual(range, { startLine: 2, endLine: 6 });
    assert.deepEqual([file.path, file.languageId], ['src/a.py', 'python']);
    assert.deepEqual(problems[0]?.range, { startLine: 3, endLine: 4 });
  });

  it('writes the change and keeps the byte order mark and line ends', async () => {
    const file = folder.write('a.ts', '\ufeffconst a = 1;\r\nconst b = 2;\r\n');
    const { outcome } = await edit(['fix', 'a.ts:2-2', '--write'], '```ts\nconst b = 3;\n```\n');
    assert.equal(outcome.kind, 'proposal');
    assert.equal(readFileSync(file, 'utf8'), '\ufeffconst a = 1;\r\nconst b = 3;\r\n');
  });

  it('prints a change that it does not write', async () => {
    const file = folder.write('a.ts', 'const a = 1;\nconst b = 2;\n');
    const answer = await edit(['fix', 'a.ts:2-2'], '```ts\nconst b = 3;\n```\n');
    assert.equal(readFileSync(file, 'utf8'), 'const a = 1;\nconst b = 2;\n');
    assert.match(editReport(answer, false), /\n-const b = 2;\n\+const b = 3;\n/);
    const report: unknown = JSON.parse(editReport(answer, true));
    assert.ok(report !== null && typeof report === 'object' && 'kind' in report);
    assert.equal(report.kind, 'proposal');
  });

  it('writes new tests beside those that are there', async () => {
    folder.write('src/a.ts', 'export function f() {\n  return 1;\n}\n');
    folder.write('test/b.test.ts', 'it("b", () => {});\n');
    const answer = '```ts\nit("a", () => {\n  f();\n});\n```\n';
    await edit(['tests', 'src/a.ts:1', '--write'], answer);
    const written = readFileSync(path.join(folder.root, 'test/a.test.ts'), 'utf8');
    assert.equal(written, 'it("a", () => {\n  f();\n});\n');
  });

  it('adds to the tests of the file itself', async () => {
    folder.write('a.py', 'def f():\n    return 1\n');
    const tests = folder.write('test_a.py', 'from a import f\n\ndef test_f():\n    assert f()\n');
    const answer =
      '```python\nfrom a import f\nimport pytest\n\ndef test_one():\n    assert f() == 1\n```\n';
    await edit(['tests', 'a.py:1', '--write'], answer);
    assert.equal(
      readFileSync(tests, 'utf8'),
      'from a import f\nimport pytest\n\ndef test_f():\n    assert f()\n\ndef test_one():\n    assert f() == 1\n',
    );
  });

  it('refuses what is no text, and lines that are not there', async () => {
    mkdirSync(path.join(folder.root, 'd'));
    writeFileSync(path.join(folder.root, 'b.bin'), Buffer.from([0xff, 0xfe, 0x00]));
    folder.write('a.ts', 'a\n');
    for (const place of ['b.bin:1', 'none.ts:1', 'd:1', 'a.ts:2']) {
      await assert.rejects(task('fix', place), UsageError);
    }
  });
});
