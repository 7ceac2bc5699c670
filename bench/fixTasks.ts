/**
 * `npm run bench:fix-tasks -- --repos DIR`: writes bench/tasks/fix.jsonl anew from clones of the repositories that
 * bench/fix/{quixTasks,exerciseTasks}.ts name. The same commits give the same file.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exerciseTasks, exerciseTracks } from './fix/exerciseTasks.js';
import { quixTasks } from './fix/quixTasks.js';
import { GitFiles } from './infill/gitFiles.js';

const { values } = parseArgs({ options: { repos: { type: 'string' } } });
const files = new GitFiles(values.repos);
const tasks = await quixTasks(files);
const taken = new Set<string>();
for (const track of exerciseTracks) {
  const some = await exerciseTasks(track, files, taken);
  for (const { id } of some) taken.add(id.slice(id.lastIndexOf('/') + 1));
  tasks.push(...some);
}
const file = 'bench/tasks/fix.jsonl';
await writeFile(file, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''));
console.log(`${file}: ${tasks.length} tasks`);
