import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { InfillScope, InfillTask, InfillTest } from './infillTask.js';

/** Reads a file as it was at a commit. */
export interface FileSource {
  /** @throws Error when there is no such repository, commit or file */
  read(repo: string, commit: string, path: string): Promise<Buffer>;
}

const scope = v.optional(v.picklist(['line', 'span']));

const inlineSchema = v.object({
  id: v.string(),
  language: v.string(),
  path: v.optional(v.string()),
  prefix: v.string(),
  suffix: v.string(),
  middle: v.string(),
  scope,
  test: v.optional(v.object({ runtime: v.picklist(['python', 'node']), code: v.string() })),
});

/** Start and end are byte offsets of the middle; the SHA-256 is the whole file's. */
export const referencedSchema = v.object({
  id: v.string(),
  language: v.string(),
  repo: v.string(),
  commit: v.string(),
  path: v.string(),
  start: v.pipe(v.number(), v.integer(), v.minValue(0)),
  end: v.pipe(v.number(), v.integer(), v.minValue(0)),
  sha256: v.string(),
  scope,
});
export type ReferencedTask = v.InferOutput<typeof referencedSchema>;

/** A line of OpenAI's HumanEval-Infilling data, as published. */
const humanEvalSchema = v.object({
  task_id: v.string(),
  entry_point: v.string(),
  prompt: v.string(),
  suffix: v.string(),
  canonical_solution: v.string(),
  test: v.string(),
});

/**
 * Makes a task of a line's JSON value, whichever of the three formats it has.
 * @throws Error when it has none of them, or when a referenced file is not what the task was made from
 */
export async function taskOf(value: unknown, files: FileSource): Promise<InfillTask> {
  if (v.is(humanEvalSchema, value)) return humanEvalTask(value);
  if (v.is(referencedSchema, value)) return referencedTask(value, files);
  const { path, test, scope: given, ...inline } = v.parse(inlineSchema, value);
  return { ...inline, scope: given ?? scopeOf(inline.middle), ...optional(path, test) };
}

/** The set's programs are prompt + middle + suffix, a line break, the test, and a call of its `check`. */
function humanEvalTask(value: v.InferOutput<typeof humanEvalSchema>): InfillTask {
  return {
    id: value.task_id,
    language: 'python',
    path: `${value.entry_point}.py`,
    prefix: value.prompt,
    suffix: value.suffix,
    middle: value.canonical_solution,
    scope: value.task_id.startsWith('SingleLine') ? 'line' : 'span',
    test: { runtime: 'python', code: `\n${value.test}\ncheck(${value.entry_point})\n` },
  };
}

async function referencedTask(task: ReferencedTask, files: FileSource): Promise<InfillTask> {
  const bytes = await files.read(task.repo, task.commit, task.path);
  const sha256 = sha256Of(bytes);
  if (sha256 !== task.sha256) {
    throw new Error(
      `${task.id}: the file at that commit has SHA-256 ${sha256}, not ${task.sha256}.`,
    );
  }
  const text = (from: number, to?: number): string => bytes.subarray(from, to).toString('utf8');
  const middle = text(task.start, task.end);
  return {
    id: task.id,
    language: task.language,
    path: task.path,
    prefix: text(0, task.start),
    suffix: text(task.end),
    middle,
    scope: task.scope ?? scopeOf(middle),
    project: { repo: task.repo, commit: task.commit },
  };
}

/** @returns lower-case hexadecimal */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function scopeOf(middle: string): InfillScope {
  return middle.includes('\n') ? 'span' : 'line';
}

function optional(
  path: string | undefined,
  test: InfillTest | undefined,
): Pick<InfillTask, 'path' | 'test'> {
  return { ...(path !== undefined && { path }), ...(test && { test }) };
}
