import path from 'node:path';
import * as v from 'valibot';
import { backendNames } from '../../protocol/backend.js';
import type { BackendName } from '../../protocol/backend.js';
import { StateFile } from '../stateFile.js';

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
 * Remembers self-test verdicts in a file, so that a GPU is tested once per driver and not at every start. A disk that
 * cannot be written costs a test at the next start.
 */
export class VerdictStore {
  private readonly file: StateFile<v.InferOutput<typeof fileSchema>>;
  /** Verdicts of this process, which hold for its life whether or not they could be written. */
  private readonly own = new Map<BackendName, StoredVerdict>();
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.file = new StateFile(path.join(directory, 'backends.json'), fileSchema);
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

  private async read(): Promise<readonly StoredVerdict[]> {
    return (await this.file.read())?.verdicts ?? [];
  }

  private write(verdicts: StoredVerdict[]): Promise<boolean> {
    return this.file.write({ version: 1, verdicts });
  }
}
