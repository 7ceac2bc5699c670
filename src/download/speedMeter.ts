const windowMs = 8_000;
const shortestMs = 400;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Bytes a second over the last few seconds, so that the time left neither jumps nor lags. */
export class SpeedMeter {
  private samples: readonly Sample[] = [];

  /** @param bytes received so far; fewer than before begins anew */
  add(atMs: number, bytes: number): void {
    const before = this.samples.at(-1);
    const kept = before && bytes < before.bytes ? [] : this.samples;
    this.samples = [...kept.filter((sample) => atMs - sample.atMs <= windowMs), { atMs, bytes }];
  }

  /** Forgets what was before a pause. */
  reset(): void {
    this.samples = [];
  }

  /** @returns undefined while there is too little to tell */
  get bytesPerSecond(): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.atMs - first.atMs < shortestMs) return undefined;
    return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1_000;
  }
}
