import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { evenlySpread } from '../support/evenlySpread.js';

const lineNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

export const fixTaskSchema = v.object({
  id: v.string(),
  /** VS Code's id. */
  language: v.picklist(['python', 'javascript', 'typescript']),
  /** Where it comes from: repository, commit and path of the right program. */
  repo: v.string(),
  commit: v.string(),
  path: v.string(),
  /** The whole program with its bug, and without. */
  buggy: v.string(),
  fixed: v.string(),
  /** The function that holds the bug: 0-based lines, the end exclusive. */
  startLine: lineNumber,
  endLine: lineNumber,
  /** How the first failing test words it. */
  problem: v.string(),
  /** Tests behind the program: Python that raises, or Jest's functions. */
  tests: v.string(),
});

/** A small program with one bug, and tests that find it. */
export type FixTask = v.InferOutput<typeof fixTaskSchema>;

/**
 * @param limit how many tasks, spread evenly over the file; absent = all
 * @throws Error that names the line which is no task
 */
export async function readFixTasks(file: string, limit?: number): Promise<FixTask[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const tasks = lines.map((line, index) => {
    const parsed = v.safeParse(fixTaskSchema, JSON.parse(line));
    if (parsed.success) return parsed.output;
    throw new Error(`${file}, line ${index + 1}: ${v.summarize(parsed.issues)}`);
  });
  return evenlySpread(tasks, limit ?? tasks.length);
}
