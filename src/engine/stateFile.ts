import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import * as v from 'valibot';

/**
 * A small JSON file of the engine's own. One that is missing or damaged holds nothing; a disk that cannot be written
 * costs what would have been remembered, nothing else.
 */
export class StateFile<T> {
  constructor(
    private readonly file: string,
    private readonly schema: v.GenericSchema<unknown, T>,
  ) {}

  /** @returns undefined where there is nothing to be had */
  async read(): Promise<T | undefined> {
    try {
      const content: unknown = JSON.parse(await readFile(this.file, 'utf8'));
      return v.parse(this.schema, content);
    } catch {
      return undefined;
    }
  }

  /** Replaces the whole file, for which its folder is made. @returns whether it could be written */
  async write(content: T): Promise<boolean> {
    const draft = `${this.file}.${process.pid}.tmp`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await writeFile(draft, JSON.stringify(content, undefined, 2));
      await rename(draft, this.file);
      return true;
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
      return false;
    }
  }
}
