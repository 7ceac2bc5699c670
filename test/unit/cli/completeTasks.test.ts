import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.js';
import { commandLinePipeline } from '../../../src/cli/commandLinePipeline.js';
import type { TaskTotals } from '../../../src/cli/completeTasks.js';
import { completeTasks } from '../../../src/cli/completeTasks.js';
import { UsageError } from '../../../src/cli/usageError.js';
import type { CompletionEngine } from '../../../src/features/completion/core/completionEngine.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { readyState, resultOf } from '../completion/scriptedEngine.js';

describe('completeTasks', () => {
  let folder: string;
  let tasksFile: string;
  let outFile: string;
  let asked: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tasks-'));
    tasksFile = path.join(folder, 'tasks.jsonl');
    outFile = path.join(folder, 'out.jsonl');
    asked = [];
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** An engine that answers with the prefix in capitals and fails where the suffix says so. */
  const engine: CompletionEngine = {
    state: readyState(),
    generate: ({ prompt }) => {
      assert.ok(prompt.kind === 'fim');
      asked.push(prompt.prefix);
      return prompt.suffix.includes('FAIL')
        ? Promise.reject(new EngineError('engineGone', 'The engine has ended.'))
        : Promise.resolve(resultOf(prompt.prefix.toUpperCase(), 'lineEnd'));
    },
  };

  function run(signal = new AbortController().signal): Promise<TaskTotals> {
    const pipeline = commandLinePipeline(engine, true, systemClock);
    return completeTasks({ tasksFile, outFile }, pipeline, signal, () => undefined);
  }

  function task(id: string | number, prefix: string, suffix = ''): string {
    return JSON.stringify({ id, path: 'src/a.ts', prefix, suffix, reference: 'x' });
  }

  async function results(): Promise<Record<string, unknown>[]> {
    const text = await readFile(outFile, 'utf8');
    assert.ok(text.endsWith('\n'));
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('writes a result for every task and an error for every bad line', async () => {
    const bad = ['nonsense', '{"id":"x","path":"a","prefix":1,"suffix":""}'];
    await writeFile(tasksFile, [task('a', 'one'), ...bad, '', task(2, 'two', ')')].join('\r\n'));
    assert.deepEqual(await run(), { completed: 2, failed: 2, skipped: 0 });
    const [first, notJson, badTask, second] = await results();
    assert.equal(first?.['id'], 'a');
    assert.equal(first['completion'], 'ONE');
    assert.equal(first['stopReason'], 'lineEnd');
    assert.ok((first['timings'] as Record<string, number>)['prefill'] === 10);
    assert.deepEqual(notJson, { line: 2, error: 'The line is not JSON.' });
    assert.equal(badTask?.['line'], 3);
    assert.match(String(badTask['error']), /^prefix: /);
    assert.equal(second?.['id'], 2);
  });

  it('goes on where an earlier run ended, and tries failed tasks again', async () => {
    await writeFile(tasksFile, [task('a', 'one'), task('b', 'two', 'FAIL')].join('\n'));
    assert.deepEqual(await run(), { completed: 1, failed: 1, skipped: 0 });
    assert.deepEqual((await results())[1], { id: 'b', error: 'The engine has ended.' });
    const done = await readFile(outFile, 'utf8');
    await writeFile(outFile, `${done}{"id":"c","compl`);
    await writeFile(tasksFile, [task('a', 'one'), task('b', 'two'), task('c', 'six')].join('\n'));
    assert.deepEqual(await run(), { completed: 2, failed: 0, skipped: 1 });
    assert.deepEqual(
      (await results()).map(({ id, completion }) => [id, completion]),
      [
        ['a', 'ONE'],
        ['b', 'TWO'],
        ['c', 'SIX'],
      ],
    );
  });

  it('asks the engine for each task, also for equal ones', async () => {
    await writeFile(tasksFile, [task('a', 'one'), task('b', 'one')].join('\n'));
    await run();
    assert.deepEqual(asked, ['one', 'one']);
  });

  it('leaves a file alone that holds something else', async () => {
    await writeFile(tasksFile, `${task('a', 'one')}\n`);
    outFile = tasksFile;
    await assert.rejects(run(), UsageError);
    assert.equal(await readFile(tasksFile, 'utf8'), `${task('a', 'one')}\n`);
  });

  it('gives up when nothing but failures comes back', async () => {
    const tasks = Array.from({ length: 30 }, (_, index) => task(index, 'one', 'FAIL'));
    await writeFile(tasksFile, tasks.join('\n'));
    await assert.rejects(run(), /10 tasks in a row failed/);
    assert.equal((await results()).length, 10);
  });

  it('names the task file that cannot be read', async () => {
    await assert.rejects(run(), UsageError);
  });
});
