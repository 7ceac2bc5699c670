import { errorMessage } from '../../../base/errorMessage.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome } from '../../../protocol/requestRecord.js';
import type { CompletionSettings } from './completionSettings.js';
import type { Surrounded } from './context/surroundings.js';
import type { Candidate } from './filters/filter.js';
import type { Suggestion } from './suggestion.js';

/** One request under way through the steps. */
export interface Run extends Surrounded {
  /** As they were when the request came. */
  readonly settings: CompletionSettings;
  readonly record: RecordBuilder;
  readonly signal: AbortSignal;
  /** Requests are counted; a newer one supersedes. */
  readonly number: number;
}

/** A suggestion, and what of it is still to be written at the cursor. */
export interface Found {
  readonly suggestion: Suggestion;
  readonly rest: Candidate;
}

/** True for the outcome of a run that found nothing to show. */
export function isOutcome(found: object | Outcome): found is Outcome {
  return 'kind' in found;
}

/** Only of a joined request can the filters leave something else than what was typed meanwhile. */
export function isUsedUp(found: Found | Outcome): boolean {
  return !isOutcome(found) && found.rest.text === '';
}

export function failed(error: unknown): Outcome {
  const reason = error instanceof EngineError ? error.reason : 'internal';
  return { kind: 'failed', reason, message: errorMessage(error) };
}
