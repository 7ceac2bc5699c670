import type { Phase, PhaseName } from '../protocol/requestRecord.js';

/** Collects a request's phases on a time axis that begins with the timer. */
export class PhaseTimer {
  readonly phases: Phase[] = [];
  private readonly startedAt: number;
  private open: { name: PhaseName; startMs: number } | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.startedAt = now();
  }

  /** Ends the open phase, if any, and begins another. */
  begin(name: PhaseName): void {
    this.end();
    this.open = { name, startMs: this.elapsedMs };
  }

  end(): void {
    if (!this.open) return;
    const { name, startMs } = this.open;
    this.phases.push({ name, startMs, durationMs: this.elapsedMs - startMs });
    this.open = undefined;
  }

  durationMs(name: PhaseName): number {
    return this.phases.find((phase) => phase.name === name)?.durationMs ?? 0;
  }

  private get elapsedMs(): number {
    return this.now() - this.startedAt;
  }
}
