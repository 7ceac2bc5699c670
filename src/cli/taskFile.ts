import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import * as v from 'valibot';
import { UsageError } from './usageError.js';

const taskSchema = v.object({
  id: v.union([v.string(), v.number()]),
  path: v.string(),
  prefix: v.string(),
  suffix: v.string(),
});
export type Task = v.InferOutput<typeof taskSchema>;

/** A line of the task file: a task, or what is wrong with it. */
export type TaskLine =
  | { readonly line: number; readonly task: Task }
  | { readonly line: number; readonly error: string };

/** Reads one JSON object a line; blank lines are skipped. @throws UsageError when there is no such file */
export async function* readTasks(file: string): AsyncGenerator<TaskLine> {
  const input = createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line++;
      if (text.trim() !== '') yield taskLine(text, line);
    }
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  }
}

function taskLine(text: string, line: number): TaskLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, error: 'The line is not JSON.' };
  }
  const result = v.safeParse(taskSchema, value);
  if (result.success) return { line, task: result.output };
  const [issue] = result.issues;
  return { line, error: `${v.getDotPath(issue) ?? 'the line'}: ${issue.message}` };
}
