/**
 * `npm run bench:infill`: how well a model fills holes in code, through the real engine process, greedily.
 *
 * passAt1: share of tasks whose test passes in a sandbox (only tasks that have one). exactMatch, firstLineExact,
 * editSimilarity: against the text that stood there. parseRate: share of files that parse with the output, of those that
 * parse as they were. n: tasks scored. Each per task file under `sets` and over all tasks at the top. A line task counts
 * the first line of the output, a span task all of it (see bench/infill/infillScores.ts for the exact rules). Tasks whose
 * own solution fails their test are listed under `excluded`. With --each-filter-off `filtersOff` has exactMatch and
 * editSimilarity of the same answers without each filter of the pipeline, without all and without `none`, there over the
 * whole text that would be offered. A table, then one JSON object as the last line.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { testModel } from '../test/support/testModel.js';
import type { CompletionEngine } from '../src/features/completion/core/completionEngine.js';
import type { Completer } from './infill/completer.js';
import type { FilterEffect } from './infill/filterStudy.js';
import { FilterStudy } from './infill/filterStudy.js';
import { GitFiles } from './infill/gitFiles.js';
import type { InfillOptions } from './infill/infillOptions.js';
import { infillOptions, infillUsage } from './infill/infillOptions.js';
import type { InfillRow, InfillSummary } from './infill/infillSummary.js';
import { infillSummary, summaryTable } from './infill/infillSummary.js';
import { ModelCompleter } from './infill/modelCompleter.js';
import type { InfillEngine } from './infill/openInfillEngine.js';
import { openInfillEngine } from './infill/openInfillEngine.js';
import { Parsers } from './infill/parsers.js';
import { PipelineCompleter } from './infill/pipelineCompleter.js';
import { PlainEngine } from './infill/plainEngine.js';
import { readInfillSet } from './infill/readInfillSet.js';
import type { ExcludedTask } from './infill/runInfillSet.js';
import { runInfillSet } from './infill/runInfillSet.js';
import { isolation } from './infill/sandbox.js';
import { report } from './support/report.js';
import { runBench } from './support/runBench.js';

const layoutEngineFile = fileURLToPath(new URL('./infill/layoutEngine.mjs', import.meta.url));

await runBench(infillOptions, infillUsage, main);

async function main(options: InfillOptions): Promise<void> {
  const files = new GitFiles(options.repos);
  const sets = await Promise.all(
    options.tasks.map((file) => readInfillSet(file, files, options.limit)),
  );
  const modelPath = path.resolve(options.model ?? (await testModel()));
  const { backend, threads, order, header } = options;
  const engine = await openInfillEngine({
    modelPath,
    backend,
    threads,
    order,
    header,
    layoutEngineFile,
  });
  const parsers = new Parsers();
  try {
    if (engine.order === 'plain' && options.order !== 'plain') {
      console.error(`${engine.model.file.name} has no FIM tokens: it only continues the prefix.`);
    }
    const around = options.context ? files : undefined;
    const completer = completerOf(engine, options.filters, around);
    const rows: Record<string, readonly InfillRow[]> = {};
    const filtersOff: Record<string, Record<string, FilterEffect>> = {};
    const excluded: ExcludedTask[] = [];
    for (const set of sets) {
      const study = options.eachFilterOff ? new FilterStudy(engineOf(engine), around) : undefined;
      const result = await runInfillSet(set, study ?? completer, parsers, (done) => {
        process.stderr.write(`\r${set.name}: ${done} of ${set.tasks.length} tasks`);
      });
      process.stderr.write('\n');
      rows[set.name] = result.rows;
      if (study) filtersOff[set.name] = study.effects();
      excluded.push(...result.excluded);
    }
    await publish(options, engine, rows, excluded, filtersOff);
  } finally {
    parsers.dispose();
    await engine.dispose();
  }
}

function engineOf({ client, order }: InfillEngine): CompletionEngine {
  return order === 'plain' ? new PlainEngine(client) : client;
}

function completerOf(
  engine: InfillEngine,
  hasFilters: boolean,
  around: GitFiles | undefined,
): Completer {
  const asked = engineOf(engine);
  return hasFilters
    ? new PipelineCompleter(asked, new Set(), around)
    : new ModelCompleter(asked, engine.order !== 'plain');
}

async function publish(
  { filters, context, limit, out, save }: InfillOptions,
  { model, order, header }: InfillEngine,
  rows: Readonly<Record<string, readonly InfillRow[]>>,
  excluded: readonly ExcludedTask[],
  filtersOff: Readonly<Record<string, Readonly<Record<string, FilterEffect>>>>,
): Promise<void> {
  const sets: Record<string, InfillSummary> = {};
  for (const [name, some] of Object.entries(rows)) sets[name] = infillSummary(some);
  const overall = infillSummary(Object.values(rows).flat());
  const conditions = {
    model: model.file.name,
    backend: model.backend.backend,
    threads: model.backend.threads,
  };
  const numbers = {
    ...overall,
    sets,
    order,
    header,
    filters,
    context,
    ...(Object.keys(filtersOff).length > 0 && { filtersOff }),
    limit,
    excluded,
    sandbox: isolation(),
  };
  if (out !== undefined) {
    await writeFile(out, `${JSON.stringify({ ...conditions, ...numbers, rows }, undefined, 2)}\n`);
  }
  console.log(summaryTable({ ...sets, all: overall }));
  await report('infill', conditions, numbers, save);
}
