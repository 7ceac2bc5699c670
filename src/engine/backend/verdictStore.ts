import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { backendNames } from '../../protocol/engineProtocol.js';
import type { BackendName } from '../../protocol/engineProtocol.js';

const verdictSchema = v.object({
  backend: v.picklist(backendNames),
  /** What the verdict holds for: driver, devices and library version. */
  fingerprint: v.string(),
  usable: v.boolean(),
  reason: v.string(),
});
const fileSchema = v.object({ version: v.literal(1), verdicts: v.array(verdictSchema) });

export type StoredVerdict = v.InferOutput<typeof verdictSchema>;

/**
 * Remembers self-test verdicts in a file, so that a GPU is tested once per driver and not at every start. A file that
 * is missing or damaged holds no verdicts; a disk that cannot be written costs a test at the next start, nothing else.
 */
export class VerdictStore {
  private readonly file: string;
  /** Verdicts of this process, which hold for its life whether or not they could be written. */
  private readonly own = new Map<BackendName, StoredVerdict>();
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(private readonly directory: string) {
    this.file = path.join(directory, 'backends.json');
  }

  async find(backend: BackendName, fingerprint: string): Promise<StoredVerdict | undefined> {
    const fits = (one: StoredVerdict | undefined): boolean =>
      one?.backend === backend && one.fingerprint === fingerprint;
    const own = this.own.get(backend);
    return fits(own) ? own : (await this.read()).find(fits);
  }

  /** @returns whether it could be written */
  async remember(verdict: StoredVerdict): Promise<boolean> {
    this.own.set(verdict.backend, verdict);
    return this.inTurn(async () => {
      const others = (await this.read()).filter((one) => one.backend !== verdict.backend);
      return this.write([...others, verdict]);
    });
  }

  async forget(): Promise<boolean> {
    this.own.clear();
    return this.inTurn(() => this.write([]));
  }

  /** One change after the other: each reads what the one before wrote. */
  private inTurn(change: () => Promise<boolean>): Promise<boolean> {
    const written = this.lastWrite.then(change);
    this.lastWrite = written;
    return written;
  }

  private async read(): Promise<StoredVerdict[]> {
    try {
      const content: unknown = JSON.parse(await readFile(this.file, 'utf8'));
      return v.parse(fileSchema, content).verdicts;
    } catch {
      return [];
    }
  }

  private async write(verdicts: readonly StoredVerdict[]): Promise<boolean> {
    const draft = `${this.file}.${process.pid}.tmp`;
    try {
      await mkdir(this.directory, { recursive: true });
      await writeFile(draft, JSON.stringify({ version: 1, verdicts }, undefined, 2));
      await rename(draft, this.file);
      return true;
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
      return false;
    }
  }
}
