import type { Completer } from './completer.js';
import { countedOutput, infillScores } from './infillScores.js';
import type { InfillRow } from './infillSummary.js';
import type { InfillSet, InfillTask } from './infillTask.js';
import type { Parsers } from './parsers.js';
import { runTest } from './runTest.js';

export interface ExcludedTask {
  readonly id: string;
  readonly reason: string;
}

export interface InfillSetResult {
  readonly rows: readonly InfillRow[];
  /** Tasks whose own middle does not pass their test; they are not scored. */
  readonly excluded: readonly ExcludedTask[];
}

/** @param onProgress called after each task with how many are done */
export async function runInfillSet(
  { tasks }: InfillSet,
  completer: Completer,
  parsers: Parsers,
  onProgress: (done: number) => void,
): Promise<InfillSetResult> {
  const rows: InfillRow[] = [];
  const excluded: ExcludedTask[] = [];
  for (const task of tasks) {
    const fault = await faultOf(task);
    if (fault === undefined) rows.push(await runTask(task, completer, parsers));
    else excluded.push({ id: task.id, reason: fault });
    onProgress(rows.length + excluded.length);
  }
  return { rows, excluded };
}

/** @returns why the task's own middle fails its test */
async function faultOf(task: InfillTask): Promise<string | undefined> {
  if (!task.test) return undefined;
  const { passed, ending, errorText } = await runTest(task, task.middle);
  return passed ? undefined : `${ending}: ${errorText.trim().split('\n').at(-1) ?? ''}`;
}

async function runTask(
  task: InfillTask,
  completer: Completer,
  parsers: Parsers,
): Promise<InfillRow> {
  const output = countedOutput(await completer.complete(task), task);
  const parses = await parsesWith(task, output, parsers);
  return {
    id: task.id,
    output,
    ...infillScores(output, task),
    ...(task.test && { passed: (await runTest(task, output)).passed }),
    ...(parses !== undefined && { parses }),
  };
}

async function parsesWith(
  { prefix, middle, suffix, language }: InfillTask,
  output: string,
  parsers: Parsers,
): Promise<boolean | undefined> {
  const original = await parsers.parses(prefix + middle + suffix, language);
  return original === true ? parsers.parses(prefix + output + suffix, language) : undefined;
}
