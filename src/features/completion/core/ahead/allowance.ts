/** Tokens that may be generated ahead before anything was earned: a suggestion or two. */
const startTokens = 32;
const mostTokens = 256;
/** Of the tokens that the user asked for, so many may be spent on what they might ask for. */
const earnedShare = 0.25;

/** Keeps work done ahead in proportion to work that was asked for: what is never used is heat and noise. */
export class Allowance {
  private tokens = startTokens;

  get isSpent(): boolean {
    return this.tokens <= 0;
  }

  /** @param tokens generated for the user */
  earn(tokens: number): void {
    this.tokens = Math.min(mostTokens, this.tokens + tokens * earnedShare);
  }

  /** @param tokens generated ahead; what is overdrawn has to be earned first */
  spend(tokens: number): void {
    this.tokens -= tokens;
  }

  /** @param tokens generated ahead that turned out to be wanted */
  refund(tokens: number): void {
    this.tokens = Math.min(mostTokens, this.tokens + tokens);
  }
}
