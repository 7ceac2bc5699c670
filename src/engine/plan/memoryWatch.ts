import { predictMemory } from '../../base/plan/predictMemory.js';
import type { LoadedPlan, MeasuredMemory } from '../../protocol/modelPlan.js';
import type { OpenedModel } from '../modelOpener.js';
import type { LoadPlanner } from './loadPlanner.js';

/** Milliseconds between two looks at the GPU's memory. */
const quietMs = 10_000;
/** A change of less than this share is not told. */
const leastChange = 0.01;

/**
 * Compares what a loaded model really takes with its plan, again when a lane gets its context and while a GPU's driver
 * takes more, and lets the planner learn from it.
 */
export class MemoryWatch {
  private last: MeasuredMemory | undefined;
  private measuredAt = -Infinity;

  constructor(
    private readonly opened: OpenedModel,
    private readonly planner: LoadPlanner,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The plan beside the last measurement; undefined without either. */
  get plan(): LoadedPlan | undefined {
    const { plan, steps } = this.opened;
    if (!plan || !this.last) return undefined;
    const { layout, machine, calibration, wishes, limits, placement, threads } = plan;
    const { contexts } = this.last;
    const prediction = predictMemory(layout, placement, machine, calibration, contexts);
    const basis = { layout, machine, calibration, wishes, limits };
    return { ...basis, placement, threads, prediction, steps, measured: this.last };
  }

  /** @returns whether there is something new to tell */
  async measure(): Promise<boolean> {
    const { runtime, plan } = this.opened;
    if (!plan || !this.isDue()) return false;
    this.measuredAt = this.now();
    const before = this.last;
    const measured = await runtime.measureMemory();
    if (before && !isNews(before, measured)) return false;
    this.last = measured;
    await this.planner.learn(runtime.file, runtime.backend, plan, plan.placement, measured);
    return true;
  }

  private isDue(): boolean {
    const { runtime } = this.opened;
    if (this.last?.contexts !== runtime.contextCount) return true;
    return runtime.backend !== 'cpu' && this.now() - this.measuredAt >= quietMs;
  }
}

function isNews(before: MeasuredMemory, after: MeasuredMemory): boolean {
  if (before.contexts !== after.contexts) return true;
  const { deviceBytes = 0 } = before;
  // memory that another program took or gave back meanwhile looks the same, but only growth can be ours
  return (after.deviceBytes ?? 0) - deviceBytes > leastChange * deviceBytes;
}
