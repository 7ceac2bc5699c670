/** Tokens that may be generated ahead before anything was earned: one suggestion. */
const startTokens = 16;
const mostTokens = 256;
/** Of the tokens that the user asked for, so many may be spent on what they might ask for. */
const earnedShare = 0.05;
/** Who takes one suggestion often takes the next, which is what is computed ahead. */
const takenTokens = 24;

/** Keeps work done ahead in proportion to its use: what is never shown is heat and noise. */
export class Allowance {
  private tokens = startTokens;

  get isSpent(): boolean {
    return this.tokens <= 0;
  }

  /** @param tokens generated for the user */
  earn(tokens: number): void {
    this.add(tokens * earnedShare);
  }

  /** The user took a suggestion. */
  taken(): void {
    this.add(takenTokens);
  }

  /** @param tokens generated ahead; what is overdrawn has to be earned first */
  spend(tokens: number): void {
    this.tokens -= tokens;
  }

  /** @param tokens generated ahead that turned out to be wanted */
  refund(tokens: number): void {
    this.add(tokens);
  }

  private add(tokens: number): void {
    this.tokens = Math.min(mostTokens, this.tokens + tokens);
  }
}
