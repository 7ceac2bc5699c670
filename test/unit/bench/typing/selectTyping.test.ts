import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GitFiles } from '../../../../bench/infill/gitFiles.js';
import { selectTyping } from '../../../../bench/tasks/selectTyping.js';
import { withTemporaryFolder } from '../../engine/temporaryFolder.js';

const base = 'const first = 1;\n'.repeat(200);
const added = (count: number): string =>
  Array.from({ length: count }, (_, line) => `const added${line} = ${line};\n`).join('');

/** Commits each state of the files after the other. @returns the commits' ids */
async function commitsOf(
  repository: string,
  ...states: readonly Readonly<Record<string, string>>[]
): Promise<string[]> {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' }).trim();
  await mkdir(repository, { recursive: true });
  git('init', '--quiet');
  const author = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  const ids: string[] = [];
  for (const files of states) {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(repository, name)), { recursive: true });
      await writeFile(path.join(repository, name), text);
    }
    git('add', '.');
    git(...author, 'commit', '--quiet', '-m', 'one');
    ids.push(git('rev-parse', 'HEAD'));
  }
  return ids;
}

describe('selectTyping', function () {
  this.timeout(30_000);

  it('chooses commits that add enough to one file of code, and to no other', () =>
    withTemporaryFolder(async (folder) => {
      const [, typed, python, , , last = ''] = await commitsOf(
        path.join(folder, 'o+r'),
        { 'a.ts': base, 'b.py': base, 'c.ts': base },
        { 'a.ts': base + added(12), 'notes.md': added(40), 'test/a.ts': added(30) },
        { 'b.py': base + added(60) },
        { 'c.ts': base + added(9) },
        { 'c.ts': base + added(80) },
        { 'a.ts': base + added(30), 'c.ts': base + added(100) },
      );
      const files = new GitFiles(folder);
      const chosen = await selectTyping([{ repo: 'o/r', commit: last }], files);
      const byPath = chosen.sort((one, other) => (one.path < other.path ? -1 : 1));
      assert.deepEqual(
        byPath.map(({ path: file, commit, language, hunks }) => [file, commit, language, hunks]),
        [
          ['a.ts', typed, 'typescript', 1],
          ['b.py', python, 'python', 1],
        ],
      );
    }));

  it('says which repository has too few', () =>
    withTemporaryFolder(async (folder) => {
      const [only = ''] = await commitsOf(path.join(folder, 'o+r'), { 'a.ts': base });
      const chosen = selectTyping([{ repo: 'o/r', commit: only }], new GitFiles(folder));
      await assert.rejects(chosen, /o\/r has too few/);
    }));
});
