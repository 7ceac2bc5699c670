/** A failure of a running program, whose cause is to be removed. */
export interface FailureToFix {
  /** URI of the file where it shows. */
  readonly uri: string;
  /** Counts from 1. */
  readonly line: number;
  /** What went wrong, such as `TypeError: x is undefined`. */
  readonly problem: string;
  /** Stack and variables, or the output, in words; data, not instructions. */
  readonly report: string;
}
