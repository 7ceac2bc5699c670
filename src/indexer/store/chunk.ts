/** Consecutive lines of a file. */
export interface Chunk {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** Enclosing names from the outside in, and the chunk's own name where it has just one. */
  readonly symbolTrail: readonly string[];
  /** All names that are defined in the chunk. */
  readonly symbols: readonly string[];
}
