import { assertNever } from '../../../base/assertNever.js';
import type { Translate } from '../../../base/translate.js';
import type { Outcome } from '../../../protocol/requestRecord.js';
import { skipSentences } from './skipReason.js';

/** A sentence on why a request has no ghost text, or undefined when it has some. */
export function explainOutcome(outcome: Outcome, t: Translate): string | undefined {
  switch (outcome.kind) {
    case 'skipped':
      return isSkipReason(outcome.reason) ? t(skipSentences[outcome.reason]) : outcome.reason;
    case 'filtered':
      return t('The filter {0} dropped the model’s answer.', outcome.filter);
    case 'empty':
      return t('The model had nothing to add here.');
    case 'cancelled':
      return t('The request was cancelled.');
    case 'failed':
      return outcome.message;
    case 'pending':
    case 'offered':
    case 'answered':
    case 'accepted':
    case 'partlyAccepted':
    case 'typedThrough':
    case 'dismissed':
    case 'speculated':
    case 'readAhead':
      return undefined;
    default:
      return assertNever(outcome);
  }
}

function isSkipReason(reason: string): reason is keyof typeof skipSentences {
  return Object.hasOwn(skipSentences, reason);
}
