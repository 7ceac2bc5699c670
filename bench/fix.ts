/**
 * `npm run bench:fix`: how often a model's fix of a small bug is right, and how often its answer can be applied at all,
 * through the real engine and the extension's own edits: up to three attempts, checked by the grammar.
 *
 * fixedRate: share of tasks whose tests pass with the proposed change. appliedCleanly: share of the answers with new
 * code (of all attempts) that were put into place without breaking the syntax. n: tasks. See bench/fix/fixRow.ts for the rest.
 * Tasks whose own solution fails on this machine are listed under `excluded`. One JSON object is the last line.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openParser } from '../src/cli/openParser.js';
import { cpuLoad } from '../test/support/engine/requests.js';
import { startEngine } from '../test/support/engine/startEngine.js';
import { testModel } from '../test/support/testModel.js';
import type { FixOptions } from './fix/fixOptions.js';
import { fixOptions, fixUsage } from './fix/fixOptions.js';
import type { FixRow } from './fix/fixRow.js';
import { fixSummary } from './fix/fixRow.js';
import type { FixTask } from './fix/fixTask.js';
import { readFixTasks } from './fix/fixTask.js';
import { runFixTask } from './fix/runFixTask.js';
import { testProgram } from './fix/testProgram.js';
import { isolation } from './infill/sandbox.js';
import { report } from './support/report.js';
import { runBench } from './support/runBench.js';

const contextSize = 4_096;

await runBench(fixOptions, fixUsage, main);

async function main(options: FixOptions): Promise<void> {
  const { backend, threads } = options;
  const tasks = await readFixTasks(options.tasks, options.limit);
  const modelPath = path.resolve(options.model ?? (await testModel()));
  const parser = await openParser();
  const engine = await startEngine();
  try {
    const model = await engine.client.loadModel(
      cpuLoad(modelPath, { threads, backend, contextSize }),
    );
    await engine.client.setRecording(false);
    const rows: FixRow[] = [];
    const excluded: string[] = [];
    for (const task of tasks) {
      if (await isSound(task)) rows.push(await runFixTask(task, engine.client, parser));
      else excluded.push(task.id);
      process.stderr.write(`\r${rows.length + excluded.length} of ${tasks.length} tasks`);
    }
    process.stderr.write('\n');
    const conditions = {
      model: model.file.name,
      backend: model.backend.backend,
      threads: model.backend.threads,
    };
    await publish(options, conditions, rows, excluded);
  } finally {
    await engine.dispose();
    await parser.close();
  }
}

/** Another version of the language may see the solution otherwise. */
async function isSound(task: FixTask): Promise<boolean> {
  return (await testProgram(task, task.fixed)).passed;
}

async function publish(
  { limit, out, save, tasks }: FixOptions,
  conditions: { readonly model: string; readonly backend: string; readonly threads: number },
  rows: readonly FixRow[],
  excluded: readonly string[],
): Promise<void> {
  const languages = [...new Set(rows.map(({ language }) => language))].sort();
  const numbers = {
    ...fixSummary(rows),
    languages: Object.fromEntries(
      languages.map((name) => [name, fixSummary(rows.filter(({ language }) => language === name))]),
    ),
    tasks: path.basename(tasks),
    limit,
    excluded,
    sandbox: isolation(),
  };
  if (out !== undefined) {
    await writeFile(out, `${JSON.stringify({ ...conditions, ...numbers, rows }, undefined, 2)}\n`);
  }
  await report('fix', conditions, numbers, save);
}
