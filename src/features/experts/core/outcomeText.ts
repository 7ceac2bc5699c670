import type { Outcome } from '../../../protocol/requestRecord.js';

/** An outcome in words for exports; what was read off the document afterwards says so. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'pending':
      return 'running';
    case 'offered':
    case 'answered':
    case 'accepted':
    case 'empty':
    case 'cancelled':
      return outcome.kind;
    case 'partlyAccepted':
      return 'partly accepted (inferred)';
    case 'typedThrough':
      return 'typed through (inferred)';
    case 'dismissed':
      return 'dismissed (inferred)';
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'readAhead':
      return 'prompt read ahead';
    case 'speculated':
      return outcome.used ? 'computed ahead, used' : 'computed ahead';
    case 'filtered':
      return `filtered: ${outcome.filter}`;
    case 'failed':
      return `failed: ${outcome.message}`;
  }
}
