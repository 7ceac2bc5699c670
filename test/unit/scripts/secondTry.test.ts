import assert from 'node:assert/strict';
import { mochaStats, noMochaStats } from '../../../scripts/lib/mochaStats.mjs';
import { withSecondTry } from '../../../scripts/lib/secondTry.mjs';

interface FileRun {
  passes: number;
  failed?: readonly string[];
}

describe('the second try of a suite', () => {
  it('runs nothing again when nothing failed', async () => {
    const { runs, run } = script([{ a: { passes: 2 } }]);
    const result = await withSecondTry(run);
    assert.deepEqual(runs, [undefined]);
    assert.equal(result.stats.passes, 2);
    assert.equal(result.again, undefined);
  });

  it('runs the files of the failed tests again and counts what they say then', async () => {
    const { runs, run } = script([
      { a: { passes: 2 }, b: { passes: 1, failed: ['late', 'later'] } },
      { b: { passes: 3 } },
    ]);
    const result = await withSecondTry(run);
    assert.deepEqual(runs, [undefined, ['b']]);
    assert.deepEqual([result.stats.passes, result.stats.failures], [5, 0]);
    assert.equal(result.problem, undefined);
    assert.deepEqual(
      result.again?.map(({ title }) => title),
      ['late', 'later'],
    );
  });

  it('fails when a test fails twice', async () => {
    const broken = { b: { passes: 1, failed: ['wrong'] } };
    const { run } = script([{ a: { passes: 2 }, ...broken }, broken]);
    const result = await withSecondTry(run);
    assert.deepEqual([result.stats.passes, result.stats.failures], [3, 1]);
    assert.equal(result.problem, '1 failed');
  });

  it('fails when the second run breaks down', async () => {
    const { run } = script([{ a: { passes: 2, failed: ['late'] } }, 'broken']);
    const result = await withSecondTry(run);
    assert.equal(result.stats.failures, 1);
    assert.equal(result.problem, 'mocha did not finish');
  });

  it('runs nothing again when much failed', async () => {
    const { runs, run } = script([{ a: { passes: 0, failed: ['a', 'b', 'c', 'd'] } }]);
    const result = await withSecondTry(run);
    assert.equal(runs.length, 1);
    assert.equal(result.stats.failures, 4);
  });
});

/** Runs that end as told, one after another. */
function script(endings: readonly (Record<string, FileRun> | 'broken')[]) {
  const runs: (readonly string[] | undefined)[] = [];
  const run = (files?: readonly string[]) => {
    const ending = endings[runs.length];
    runs.push(files);
    return Promise.resolve(
      ending === undefined || ending === 'broken'
        ? { stats: noMochaStats, problem: 'mocha did not finish' }
        : endedRun(ending),
    );
  };
  return { runs, run };
}

function endedRun(ending: Record<string, FileRun>) {
  const entries = Object.entries(ending);
  const stats = mochaStats({
    files: Object.fromEntries(
      entries.map(([file, { passes, failed = [] }]) => [
        file,
        { passes, failures: failed.length, pending: 0 },
      ]),
    ),
    failed: entries.flatMap(([file, { failed = [] }]) =>
      failed.map((title) => ({ title, file, message: 'too late' })),
    ),
  });
  return { stats, problem: stats.failures > 0 ? `${stats.failures} failed` : undefined };
}
