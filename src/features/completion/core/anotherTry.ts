import { isBlank } from '../../../base/indentation.js';
import type { GenerateResult } from '../../../protocol/engineProtocol.js';
import type { Outcome } from '../../../protocol/requestRecord.js';
import type { CursorText } from './cursorText.js';
import type { FilterName } from './filters/filter.js';
import type { MoreParams } from './generateParams.js';
import type { Generation } from './generation.js';
import type { Run } from './run.js';

/** They drop what only says again what stands beside the cursor. */
const sayingAgain: ReadonlySet<string> = new Set<FilterName>([
  'duplicateLines',
  'promptEcho',
  'nothingNew',
]);

/** Texts that begin differently, by other white space for example, often go on the same. */
const mostTries = 3;

/**
 * What to ask next where nothing is left of an answer.
 * @returns undefined where there is nothing to show
 */
export function anotherTry(
  outcome: Outcome,
  result: GenerateResult,
  { cursor, params }: Generation,
  { request }: Run,
): MoreParams | undefined {
  if (outcome.kind !== 'filtered') return undefined;
  if (isBareHead(outcome.filter, result, cursor)) return { isWholeBlock: true };
  // Who asks by hand wants something that is not there yet: the likeliest text of those that begin differently.
  const firstTokenRank = (params.firstTokenRank ?? 0) + 1;
  const isWanted = request.manual && sayingAgain.has(outcome.filter);
  return isWanted && firstTokenRank <= mostTries ? { firstTokenRank } : undefined;
}

/** A bracket alone is not worth showing, but what stands in it may be. */
function isBareHead(
  filter: string,
  { stopReason }: GenerateResult,
  { lineSuffix }: CursorText,
): boolean {
  return filter === 'minimumLength' && stopReason === 'blockStart' && isBlank(lineSuffix);
}
