const mostTokens = 256;
/** Less is too little to begin with. */
const leastTokens = 8;
/** Of the tokens that the user asked for, so many may be spent on what they might ask for. */
const earnedShare = 0.02;
/** Who takes one suggestion may take the next, which is what is computed ahead; one that is taken pays for itself. */
const takenTokens = 4;

/** Keeps work done ahead in proportion to its use: what is never shown is heat and noise. */
export class Allowance {
  /** Nothing may be generated ahead before anything was earned. */
  private tokens = 0;

  get isSpent(): boolean {
    return this.tokens < leastTokens;
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
