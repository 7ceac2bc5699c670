import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { GitFiles } from '../../../bench/infill/gitFiles.js';
import { readInfillSet } from '../../../bench/infill/readInfillSet.js';
import { sha256Of } from '../../../bench/infill/taskLine.js';
import { withTemporaryFolder } from '../engine/temporaryFolder.js';

const noRepositories = new GitFiles(undefined);
const inline = { id: 'a', language: 'python', prefix: 'x = ', suffix: '\n', middle: '1' };
const humanEval = {
  task_id: 'SingleLineInfilling/HumanEval/0/L0',
  entry_point: 'double',
  prompt: 'def double(n):\n',
  suffix: '',
  canonical_solution: '    return 2 * n\n',
  test: 'def check(candidate):\n    assert candidate(2) == 4\n',
};

/** Makes a commit of one file. @returns its id */
function commitOf(repository: string, file: string): string {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('add', file);
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  git(...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '-m', 'one');
  return git('rev-parse', 'HEAD');
}

describe('readInfillSet', () => {
  it('reads inline tasks; the middle decides the scope unless it is given', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'mine.jsonl');
      const rows = [
        inline,
        { ...inline, id: 'b', middle: '1\ny = 2', test: { runtime: 'python', code: 'assert y' } },
        { ...inline, id: 'c', scope: 'span', path: 'src/c.py' },
      ];
      await writeFile(file, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n\n`);
      const { name, tasks } = await readInfillSet(file, noRepositories);
      assert.equal(name, 'mine');
      assert.deepEqual(
        tasks.map(({ scope }) => scope),
        ['line', 'span', 'span'],
      );
      assert.deepEqual(tasks[1]?.test, { runtime: 'python', code: 'assert y' });
      assert.equal(tasks[2]?.path, 'src/c.py');
    }));

  it('reads gzipped HumanEval-Infilling problems', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'HumanEval.jsonl.gz');
      const multi = { ...humanEval, task_id: 'MultiLineInfilling/HumanEval/0/L0_L1' };
      await writeFile(file, gzipSync(`${JSON.stringify(humanEval)}\n${JSON.stringify(multi)}`));
      const { name, tasks } = await readInfillSet(file, noRepositories);
      assert.equal(name, 'HumanEval');
      assert.deepEqual(
        tasks.map(({ scope }) => scope),
        ['line', 'span'],
      );
      assert.equal(tasks[0]?.middle, humanEval.canonical_solution);
      assert.match(tasks[0].test?.code ?? '', /check\(double\)\n$/);
    }));

  it('resolves referenced tasks by byte offsets from a clone of either name', () =>
    withTemporaryFolder(async (folder) => {
      const text = '// é\nconst answer = 42;\n';
      for (const place of ['owner+one', path.join('owner', 'two')]) {
        const repository = path.join(folder, place);
        await mkdir(repository, { recursive: true });
        await writeFile(path.join(repository, 'a.ts'), text);
        const commit = commitOf(repository, 'a.ts');
        const start = Buffer.byteLength(text.slice(0, text.indexOf('answer')));
        const row = {
          id: 'r',
          language: 'typescript',
          repo: `owner/${place.slice(-3)}`,
          commit,
          path: 'a.ts',
          start,
          end: start + 'answer = 42;'.length,
          sha256: sha256Of(Buffer.from(text)),
        };
        const file = path.join(folder, 'tasks.jsonl');
        await writeFile(file, JSON.stringify(row));
        const { tasks } = await readInfillSet(file, new GitFiles(folder));
        assert.deepEqual(tasks[0], {
          id: 'r',
          language: 'typescript',
          path: 'a.ts',
          prefix: '// é\nconst ',
          middle: 'answer = 42;',
          suffix: '\n',
          project: { repo: `owner/${place.slice(-3)}`, commit },
          scope: 'line',
        });
        await writeFile(file, JSON.stringify({ ...row, sha256: '0'.repeat(64) }));
        await assert.rejects(readInfillSet(file, new GitFiles(folder)), /line 1: r: .* SHA-256/);
      }
    }));

  it('says where a repository has to be cloned', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'tasks.jsonl');
      const row = { id: 'r', language: 'x', repo: 'o/n', commit: 'c', path: 'p', start: 0, end: 1 };
      await writeFile(file, JSON.stringify({ ...row, sha256: '' }));
      await assert.rejects(readInfillSet(file, new GitFiles(folder)), /git clone .*o\/n .*o\+n/);
      await assert.rejects(readInfillSet(file, noRepositories), /--repos/);
    }));

  it('names the line that is no task', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'tasks.jsonl');
      await writeFile(file, `${JSON.stringify(inline)}\n{"id": 1}\n`);
      await assert.rejects(readInfillSet(file, noRepositories), /tasks\.jsonl, line 2: /);
    }));

  it('reads only a sample that is spread over the file', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'tasks.jsonl');
      const rows = Array.from({ length: 9 }, (_, index) => ({ ...inline, id: String(index) }));
      await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
      const { tasks } = await readInfillSet(file, noRepositories, 3);
      assert.deepEqual(
        tasks.map(({ id }) => id),
        ['1', '4', '7'],
      );
    }));
});
