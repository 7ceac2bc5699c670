import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { RequestRecord, TokenCounts } from '../protocol/requestRecord.js';
import { UsageError } from './usageError.js';

/** One line of the output. */
export type TaskResult =
  | {
      readonly id: string | number;
      /** Empty when nothing would be shown; `reason` then says why. */
      readonly completion: string;
      /** Characters of the suffix that the completion replaces. */
      readonly replacedCharacters: number;
      /** Milliseconds by phase. */
      readonly timings: Readonly<Record<string, number>>;
      readonly tokens: TokenCounts;
      readonly stopReason: RequestRecord['stopReason'] | null;
      readonly outcome: string;
      readonly reason?: string;
    }
  | { readonly id: string | number; readonly error: string }
  | { readonly line: number; readonly error: string };

const idSchema = v.union([v.string(), v.number()]);
const completedSchema = v.object({ id: idSchema, completion: v.string() });
const resultSchema = v.union([completedSchema, v.object({ error: v.string() })]);

/** The output of this run and of earlier ones. */
export class ResultFile {
  private readonly done = new Set<string | number>();

  private constructor(private readonly file: string) {}

  /**
   * Opens the file, or begins it. Lines with `error`, and a last line that an interruption cut off, are taken out, as
   * their tasks are tried again.
   * @throws UsageError when it cannot be read or holds something else than results
   */
  static async open(file: string): Promise<ResultFile> {
    const results = new ResultFile(file);
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw new UsageError(`${file} cannot be read.`, { cause: error });
    });
    const lines = text.split('\n');
    const cutOff = lines.pop();
    const kept = lines.filter((line) => results.keeps(line));
    if (kept.length < lines.length || cutOff !== '') {
      await writeFile(`${file}.tmp`, kept.map((line) => `${line}\n`).join(''));
      await rename(`${file}.tmp`, file);
    }
    return results;
  }

  has(id: string | number): boolean {
    return this.done.has(id);
  }

  async add(result: TaskResult): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(result)}\n`);
    if ('completion' in result) this.done.add(result.id);
  }

  private keeps(line: string): boolean {
    const result = v.safeParse(resultSchema, parsedOrUndefined(line));
    if (!result.success) {
      throw new UsageError(`${this.file} holds something else than results; it is left alone.`);
    }
    if (!('completion' in result.output)) return false;
    this.done.add(result.output.id);
    return true;
  }
}

function parsedOrUndefined(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
