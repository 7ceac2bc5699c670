import type { Outcome } from '../../../protocol/requestRecord.js';

export interface OutcomeView {
  /** A sign of its own for every kind, so that colour is never needed. */
  readonly sign: string;
  readonly text: string;
  /** The whole reason, where there is one. */
  readonly detail: string;
  readonly tone: 'good' | 'bad' | 'quiet' | 'plain';
  /** Read off the document's changes, not reported by the editor. */
  readonly inferred: boolean;
}

/** An outcome as the list shows it. */
export function outcomeView(outcome: Outcome): OutcomeView {
  const inferred = 'inferred' in outcome;
  const view = (
    sign: string,
    text: string,
    tone: OutcomeView['tone'],
    detail = text,
  ): OutcomeView => ({ sign, text, tone, detail, inferred });
  switch (outcome.kind) {
    case 'pending':
      return view('…', 'running', 'plain');
    case 'offered':
      return view('○', 'offered', 'plain');
    case 'answered':
      return view('✓', 'answered', 'good');
    case 'accepted':
      return view('✓', 'accepted', 'good');
    case 'partlyAccepted':
      return view('◐', 'partly accepted', 'good');
    case 'typedThrough':
      return view('⇥', 'typed through', 'good');
    case 'dismissed':
      return view('×', 'dismissed', 'quiet');
    case 'empty':
      return view('∅', 'empty', 'quiet', 'The model had nothing to add.');
    case 'skipped':
      return view('–', `skipped: ${outcome.reason}`, 'quiet');
    case 'filtered':
      return view('⊘', `filtered: ${outcome.filter}`, 'quiet');
    case 'speculated':
      return outcome.used
        ? view('↻', 'computed ahead', 'good', 'Computed ahead of the cursor, and used.')
        : view('↻', 'computed ahead', 'quiet', 'Computed ahead of the cursor; not used so far.');
    case 'readAhead':
      return view('↻', 'prompt read ahead', 'quiet');
    case 'cancelled':
      return view('–', 'cancelled', 'quiet', 'Cancelled, as by the next keystroke.');
    case 'failed':
      return view('!', `failed: ${outcome.reason}`, 'bad', outcome.message);
  }
}
