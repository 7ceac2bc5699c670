import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';

/** Milliseconds of quiet after which changes are passed on: a save often comes with others. */
export const quietMs = 300;

/** Milliseconds after which changes are passed on although they keep coming. */
export const maxWaitMs = 1_000;

/** Gathers changed paths, so that a switched branch makes a few messages instead of thousands. */
export class ChangeBatcher implements Disposable {
  private readonly paths = new Set<string>();
  private timer: Disposable | undefined;
  private firstAtMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly send: (paths: readonly string[]) => void,
  ) {}

  add(path: string): void {
    const nowMs = this.clock.nowMs();
    if (this.paths.size === 0) this.firstAtMs = nowMs;
    this.paths.add(path);
    this.timer?.dispose();
    const waitMs = Math.min(quietMs, Math.max(0, this.firstAtMs + maxWaitMs - nowMs));
    this.timer = this.clock.setTimer(waitMs, () => {
      this.flush();
    });
  }

  dispose(): void {
    this.timer?.dispose();
    this.paths.clear();
  }

  private flush(): void {
    const paths = [...this.paths];
    this.paths.clear();
    this.send(paths);
  }
}
