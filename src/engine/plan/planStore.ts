import path from 'node:path';
import * as v from 'valibot';
import { StateFile } from '../stateFile.js';

const entrySchema = v.object({
  /** Of the model, the backend and its devices. */
  key: v.string(),
  /** Of the backend and its devices. */
  machineKey: v.string(),
  computeRatio: v.number(),
  /** What the driver takes of each GPU in use beside llama.cpp's buffers. */
  driverBytes: v.number(),
  deviceExtraBytes: v.number(),
  systemExtraBytes: v.number(),
  /** False for a model that never loaded: only the penalty counts. */
  isMeasured: v.boolean(),
  /** GPU memory to leave free, because the model ran out of it before. */
  penaltyBytes: v.number(),
});
const fileSchema = v.object({ version: v.literal(1), plans: v.array(entrySchema) });

export type StoredPlan = v.InferOutput<typeof entrySchema>;

/** Models whose measurements are kept, the newest first. */
const mostPlans = 64;

/** Remembers in a file what loads of a model really took. A disk that cannot be written costs a less certain prediction. */
export class PlanStore {
  private readonly file: StateFile<v.InferOutput<typeof fileSchema>>;
  private plans: Promise<readonly StoredPlan[]> | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.file = new StateFile(path.join(directory, 'plans.json'), fileSchema);
  }

  async find(key: string): Promise<StoredPlan | undefined> {
    return (await this.all()).find((one) => one.key === key);
  }

  /** @returns the newest measurement of any model on these devices */
  async findMachine(machineKey: string): Promise<StoredPlan | undefined> {
    return (await this.all()).find((one) => one.isMeasured && one.machineKey === machineKey);
  }

  async remember(plan: StoredPlan): Promise<void> {
    const others = (await this.all()).filter(({ key }) => key !== plan.key);
    await this.replace([plan, ...others].slice(0, mostPlans));
  }

  /** Forgets that models ran out of memory; what was measured stays true. */
  async forgetPenalties(): Promise<void> {
    const plans = await this.all();
    if (plans.every(({ penaltyBytes }) => penaltyBytes === 0)) return;
    await this.replace(plans.map((plan) => ({ ...plan, penaltyBytes: 0 })));
  }

  private all(): Promise<readonly StoredPlan[]> {
    this.plans ??= this.read();
    return this.plans;
  }

  private async replace(plans: readonly StoredPlan[]): Promise<void> {
    this.plans = Promise.resolve(plans);
    this.writing = this.writing.then(() => this.file.write({ version: 1, plans: [...plans] }));
    await this.writing;
  }

  private async read(): Promise<readonly StoredPlan[]> {
    return (await this.file.read())?.plans ?? [];
  }
}
