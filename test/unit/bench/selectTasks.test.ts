import assert from 'node:assert/strict';
import { selectTasks } from '../../../bench/tasks/selectTasks.js';
import type { CommitFiles } from '../../../bench/support/gitProject.js';

const padding = '// what stands here makes the file long enough to be chosen\n'.repeat(20);
const project: Readonly<Record<string, string>> = {
  'src/money.ts': `${padding}export function formatMoney(cents: number): string {\n  return String(cents);\n}\n`,
  'src/receipt.ts': `import { readFile } from './gone.js';
import { formatMoney } from './money.js';
${padding}
export const total = formatMoney(1);
export const other = readFile('a');
export const plain = Number(1);
`,
};
const git: CommitFiles = {
  list: () => Promise.resolve(Object.keys(project)),
  read: (_repo, _commit, path) => Promise.resolve(Buffer.from(project[path] ?? '')),
};

describe('selectTasks', () => {
  const set = {
    name: 'a',
    languages: { '.ts': 'typescript' },
    repositories: [{ repo: 'o/r', commit: 'c', count: 2 }],
  };

  it('takes half whole lines, half rests of lines, by byte offsets', async () => {
    const tasks = await selectTasks(set, git);
    assert.equal(tasks.length, 2);
    for (const { path, start, end } of tasks) {
      const middle = Buffer.from(project[path] ?? '')
        .subarray(start, end)
        .toString();
      assert.match(middle, /^\S.*$/);
    }
  });

  it('takes of a cross-file set only what uses a name that another file of the project defines', async () => {
    const tasks = await selectTasks({ ...set, isCrossFile: true }, git);
    const middles = tasks.map(({ path, start, end }) => project[path]?.slice(start, end) ?? '');
    assert.equal(middles.length, 2);
    for (const middle of middles) assert.match(middle, /formatMoney\(1\);$/);
  });
});
