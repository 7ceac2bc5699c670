/** Tokens of one request that make its decode speed worth judging. */
const minTokens = 8;
/** A request this many times slower per token than the recent best points to contention, not to a longer context. */
const slowdown = 4;
/** Slow requests in a row before a thread is given up. */
const patience = 2;

/**
 * Notices that other programs need the cores. ggml's threads spin at barriers, so one thread too many slows decoding by
 * orders of magnitude; then it is better to decode with fewer.
 */
export class ThreadGovernor {
  private bestMsPerToken = Infinity;
  private slowRequests = 0;

  constructor(private threads: number) {}

  /**
   * @param decodeMs time of the request's decode phase without its waits for other lanes
   * @param tokens tokens decoded in it
   * @returns the number of threads to use from now on, when it should change
   */
  observe(decodeMs: number, tokens: number): number | undefined {
    if (tokens < minTokens) return undefined;
    const msPerToken = decodeMs / tokens;
    this.bestMsPerToken = Math.min(this.bestMsPerToken, msPerToken);
    if (msPerToken < slowdown * this.bestMsPerToken) {
      this.slowRequests = 0;
      return undefined;
    }
    this.slowRequests += 1;
    if (this.slowRequests < patience || this.threads <= 1) return undefined;
    this.threads = Math.max(1, Math.floor(this.threads / 2));
    this.slowRequests = 0;
    this.bestMsPerToken = Infinity;
    return this.threads;
  }
}
