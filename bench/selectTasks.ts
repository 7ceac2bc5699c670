/**
 * `npm run bench:tasks -- --repos DIR`: writes the held-out task files and the list of typed traces in bench/tasks anew,
 * from clones of the repositories that are named in bench/tasks/heldOut.ts. The same commits give the same files: places
 * and commits are ranked by a hash.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GitFiles } from './infill/gitFiles.js';
import { crossFileSet, heldOutSets } from './tasks/heldOut.js';
import { recordedTraces } from './tasks/recordedTraces.js';
import { selectTasks } from './tasks/selectTasks.js';
import { selectTyping } from './tasks/selectTyping.js';

const { values } = parseArgs({ options: { repos: { type: 'string' } } });
const files = new GitFiles(values.repos);
for (const set of [...heldOutSets, crossFileSet])
  await write(set.name, await selectTasks(set, files));
const repositories = heldOutSets.flatMap((set) => set.repositories);
await write('typing', [...recordedTraces, ...(await selectTyping(repositories, files))]);

async function write(name: string, tasks: readonly object[]): Promise<void> {
  const file = path.join('bench/tasks', `${name}.jsonl`);
  await writeFile(file, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''));
  console.log(`${file}: ${tasks.length} tasks`);
}
