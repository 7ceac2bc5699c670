import path from 'node:path';
import { untranslated } from '../base/translate.js';
import type {
  CompletionAnswer,
  CompletionPipeline,
} from '../features/completion/core/completionPipeline.js';
import { explainOutcome } from '../features/completion/core/explainOutcome.js';
import { endOfText, stringDocument } from '../features/completion/core/stringDocument.js';
import { detectEditing } from './commandLinePipeline.js';
import { languageOfPath } from './languageOfPath.js';
import type { TaskResult } from './resultFile.js';
import { ResultFile } from './resultFile.js';
import type { Task } from './taskFile.js';
import { readTasks } from './taskFile.js';

export interface TaskTotals {
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Failures in a row after which something is wrong with the engine rather than with the tasks. */
const maxFailuresInRow = 10;

/**
 * Completes every task that the output file does not hold yet and appends one result a line. A bad task or a failed
 * request becomes a line with `error`, which the next run tries again; the others go on.
 * @throws Error after many failures in a row
 */
export async function completeTasks(
  files: { readonly tasksFile: string; readonly outFile: string },
  pipeline: CompletionPipeline,
  signal: AbortSignal,
  onProgress: (totals: TaskTotals) => void,
): Promise<TaskTotals> {
  const results = await ResultFile.open(files.outFile);
  let totals: TaskTotals = { completed: 0, failed: 0, skipped: 0 };
  let failuresInRow = 0;
  for await (const line of readTasks(files.tasksFile)) {
    if (signal.aborted) break;
    if ('task' in line && results.has(line.task.id)) {
      totals = { ...totals, skipped: totals.skipped + 1 };
      continue;
    }
    if ('error' in line) {
      await results.add({ line: line.line, error: line.error });
      totals = { ...totals, failed: totals.failed + 1 };
      continue;
    }
    const answer = await completeTask(line.task, pipeline, signal);
    if (answer.record.outcome.kind === 'cancelled') break;
    const hasFailed = failureOf(answer) !== undefined;
    await results.add(taskResult(line.task, answer));
    totals = hasFailed
      ? { ...totals, failed: totals.failed + 1 }
      : { ...totals, completed: totals.completed + 1 };
    onProgress(totals);
    failuresInRow = hasFailed ? failuresInRow + 1 : 0;
    if (failuresInRow >= maxFailuresInRow) {
      throw new Error(`${String(failuresInRow)} tasks in a row failed; see ${files.outFile}.`);
    }
  }
  return totals;
}

function completeTask(
  task: Task,
  pipeline: CompletionPipeline,
  signal: AbortSignal,
): Promise<CompletionAnswer> {
  // One task's answer must not come from another's.
  pipeline.reset();
  const document = stringDocument(task.prefix + task.suffix, {
    uri: `task:${String(task.id)}`,
    fileName: path.posix.basename(task.path),
    path: task.path,
    languageId: languageOfPath(task.path),
  });
  return pipeline.complete(
    {
      document,
      position: endOfText(task.prefix),
      manual: true,
      cursorCount: 1,
      editing: detectEditing(document),
    },
    signal,
  );
}

/** An engine that is not ready is no answer either. */
function failureOf({ record: { outcome } }: CompletionAnswer): string | undefined {
  const isFailure = outcome.kind === 'failed' || outcome.kind === 'skipped';
  return isFailure ? explainOutcome(outcome, untranslated) : undefined;
}

function taskResult({ id }: Task, answer: CompletionAnswer): TaskResult {
  const error = failureOf(answer);
  if (error !== undefined) return { id, error };
  const { offer, record } = answer;
  const reason = explainOutcome(record.outcome, untranslated);
  return {
    id,
    completion: offer?.insertText ?? '',
    replacedCharacters: offer ? offer.endCharacter - offer.startCharacter : 0,
    timings: Object.fromEntries(record.phases.map(({ name, durationMs }) => [name, durationMs])),
    tokens: record.tokens,
    stopReason: record.stopReason ?? null,
    outcome: record.outcome.kind,
    ...(reason === undefined ? {} : { reason }),
  };
}
