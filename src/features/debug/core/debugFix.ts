import type { FailureToFix } from '../../../protocol/failureToFix.js';
import type { SourcePlace } from './sourceText.js';

/** @returns undefined where the source cannot be edited */
export function debugFix(
  place: SourcePlace | undefined,
  problem: string,
  report: string,
): FailureToFix | undefined {
  if (place?.source.uri === undefined) return undefined;
  return { uri: place.source.uri, line: place.line, problem, report };
}
