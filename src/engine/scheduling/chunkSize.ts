/** How long a batch may take: an abort, or more urgent work, waits for its end. */
const targetMs = 150;
/** Smaller batches cost more than they save: batches of 32 tokens are read at 0.6 of the speed of these (one CPU thread). */
const leastUsefulTokens = 64;
/** The first batch, before any speed is known. */
const firstTokens = 64;
/** Weight of the newest batch: speeds change with what else the machine does. */
const newestShare = 0.5;

/** Tokens of the next batch of a prefill: as many as this machine computes in a moment, at most what it can use well. */
export class ChunkSize {
  private msPerToken: number | undefined;

  /**
   * @param mostTokens beyond which a batch does not become more efficient
   * @param leastTokens of a batch, however long it takes
   */
  constructor(
    private readonly mostTokens: number,
    private readonly leastTokens = leastUsefulTokens,
  ) {}

  get tokens(): number {
    const wanted =
      this.msPerToken === undefined ? firstTokens : Math.round(targetMs / this.msPerToken);
    return Math.min(this.mostTokens, Math.max(this.leastTokens, wanted));
  }

  /** @param durationMs that a batch of so many tokens took */
  observe(tokens: number, durationMs: number): void {
    // What is lost on a few tokens says nothing about many.
    if (tokens < leastUsefulTokens) return;
    const newest = durationMs / tokens;
    this.msPerToken =
      this.msPerToken === undefined
        ? newest
        : newestShare * newest + (1 - newestShare) * this.msPerToken;
  }
}
