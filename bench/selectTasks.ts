/**
 * `npm run bench:tasks -- --repos DIR`: writes the held-out task files in bench/tasks anew, from clones of the repositories
 * that are named in bench/tasks/heldOut.ts. The same commits give the same files: places are ranked by a hash.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GitFiles } from './infill/gitFiles.js';
import { heldOutSets } from './tasks/heldOut.js';
import { selectTasks } from './tasks/selectTasks.js';

const { values } = parseArgs({ options: { repos: { type: 'string' } } });
const files = new GitFiles(values.repos);
for (const set of heldOutSets) {
  const tasks = await selectTasks(set, files);
  const file = path.join('bench/tasks', `${set.name}.jsonl`);
  await writeFile(file, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''));
  console.log(`${file}: ${tasks.length} tasks`);
}
