import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { errorMessage } from '../../src/base/errorMessage.js';
import type { InfillSet, InfillTask } from './infillTask.js';
import { evenlySpread } from '../support/evenlySpread.js';
import { taskOf } from './taskLine.js';
import type { FileSource } from './taskLine.js';

/**
 * Reads a task file: JSON Lines, plain or gzipped, of inline tasks, referenced tasks or HumanEval-Infilling problems.
 * @param limit how many tasks, spread evenly over the file; absent = all
 * @throws Error that names the line which is not a task or cannot be resolved
 */
export async function readInfillSet(
  file: string,
  files: FileSource,
  limit?: number,
): Promise<InfillSet> {
  const bytes = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '');
  const tasks: InfillTask[] = [];
  for (const { line, number } of evenlySpread(lines, limit ?? lines.length)) {
    try {
      tasks.push(await taskOf(JSON.parse(line), files));
    } catch (error) {
      throw new Error(`${file}, line ${number}: ${errorMessage(error)}`, { cause: error });
    }
  }
  return { name: path.basename(file).replace(/\.jsonl(\.gz)?$/, ''), tasks };
}
