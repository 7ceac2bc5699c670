import type { SourcePlace } from './sourceText.js';

/** What is known of a failure whose cause an edit is to remove. */
export interface DebugFix {
  /** URI of the file where the failure shows. */
  readonly uri: string;
  /** Counts from 1. */
  readonly line: number;
  /** What went wrong, such as `TypeError: x is undefined`. */
  readonly problem: string;
  /** Stack and variables, or the output, in words; data, not instructions. */
  readonly report: string;
}

/** @returns undefined where the source cannot be edited */
export function debugFix(
  place: SourcePlace | undefined,
  problem: string,
  report: string,
): DebugFix | undefined {
  if (place?.source.uri === undefined) return undefined;
  return { uri: place.source.uri, line: place.line, problem, report };
}
