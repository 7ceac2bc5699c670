import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome } from '../../../protocol/requestRecord.js';
import type { TextPosition } from './completionRequest.js';
import type { RequestLog } from './requestLog.js';

/** Ghost text that was handed to the editor. */
export interface OfferedText {
  readonly record: RecordBuilder;
  /** Requests that offered the same suggestion, as the user typed on, share it. */
  readonly suggestionId: string;
  readonly uri: string;
  readonly position: TextPosition;
  /** What would stand between the cursor and the text that stays; lines end in LF. */
  readonly text: string;
}

/** One replacement in a document, in the positions before it. */
export interface DocumentChange {
  readonly start: TextPosition;
  readonly text: string;
}

interface Offer {
  readonly offered: OfferedText;
  position: TextPosition;
  rest: string;
  /** On the record's time axis. */
  readonly shownMs: number;
  /** What the offer comes to if nothing else is heard of it. */
  ending: Outcome;
}

/** What the trigger learns from. */
export type OfferFeedback =
  /** Taken as a whole or in part, by what the document or the editor shows. */
  | { readonly kind: 'taken' }
  /** Something else was typed after the offer had stood for so long. */
  | { readonly kind: 'dismissed'; readonly visibleMs: number };

/** Offers that an acceptance may still be reported for. */
const remembered = 32;
const dismissed: Outcome = { kind: 'dismissed', inferred: true };
const partlyAccepted: Outcome = { kind: 'partlyAccepted', inferred: true };
const typedThrough: Outcome = { kind: 'typedThrough', inferred: true };

/**
 * What became of offered ghost text. The editor reports acceptance only; everything else is inferred from changes of the
 * document and the cursor, and an acceptance reported later overrules it.
 */
export class OutcomeTracker {
  private open: Offer[] = [];
  private ended: Offer[] = [];
  private readonly feedback = new Emitter<OfferFeedback>();
  readonly onFeedback: Event<OfferFeedback> = this.feedback.event;

  constructor(private readonly log: RequestLog) {}

  /** @param offers of one answer to the editor: texts among which the user may choose */
  offered(offers: readonly OfferedText[]): void {
    const ids = new Set(offers.map(({ suggestionId }) => suggestionId));
    this.endWhere(({ offered }) => !ids.has(offered.suggestionId));
    for (const offered of offers) {
      const { position, text, record } = offered;
      const shownMs = record.elapsedMs;
      this.open.push({ offered, position, rest: text, ending: dismissed, shownMs });
    }
  }

  /** The editor ran the command of the item that this request offered. */
  accepted(recordId: string): void {
    const offers = [...this.ended, ...this.open];
    const accepted = offers.find(({ offered }) => offered.record.id === recordId);
    if (!accepted) return;
    this.feedback.fire({ kind: 'taken' });
    const isSame = (offer: Offer): boolean =>
      offer.offered.suggestionId === accepted.offered.suggestionId;
    for (const { offered } of offers.filter(isSame)) {
      offered.record.instant('accepted');
      this.log.update(offered.record.end({ kind: 'accepted' }));
    }
    this.open = this.open.filter((offer) => !isSame(offer));
    this.ended = this.ended.filter((offer) => !isSame(offer));
  }

  documentChanged(uri: string, changes: readonly DocumentChange[]): void {
    this.endWhere(({ offered, position, rest }) => {
      if (offered.uri !== uri) return false;
      const touching = changes.filter((change) => change.start.line <= position.line);
      return touching.length > 0 && (touching.length > 1 || rest === '');
    });
    for (const change of changes) {
      this.endWhere((offer) => offer.offered.uri === uri && !follows(offer, change));
      const isTaken = this.open.some(({ offered, ending }) => {
        return offered.uri === uri && ending === partlyAccepted;
      });
      if (isTaken && !isOneKey(change.text.replaceAll('\r\n', '\n'))) {
        this.feedback.fire({ kind: 'taken' });
      }
    }
  }

  cursorMoved(uri: string, to: TextPosition): void {
    this.endWhere(
      ({ offered, position }) =>
        offered.uri === uri && (position.line !== to.line || position.character !== to.character),
    );
  }

  /** Another editor took over, or the document was closed. */
  editorLeft(): void {
    this.endWhere(() => true);
  }

  private endWhere(isOver: (offer: Offer) => boolean): void {
    const over = this.open.filter(isOver);
    if (over.length === 0) return;
    this.open = this.open.filter((offer) => !over.includes(offer));
    this.ended = [...this.ended, ...over].slice(-remembered);
    for (const { offered, ending } of over) this.log.update(offered.record.end(ending));
    this.report(over);
  }

  /** One suggestion counts once, however many requests offered it, and not at all while others of its answer stand. */
  private report(over: readonly Offer[]): void {
    if (this.open.length > 0) return;
    if (over.some(({ ending }) => ending !== dismissed)) return;
    const visibleMs = over.map(({ offered, shownMs }) => offered.record.elapsedMs - shownMs);
    this.feedback.fire({ kind: 'dismissed', visibleMs: Math.max(...visibleMs) });
  }
}

/** Moves the offer along when the change writes its next characters. @returns false when it writes something else */
function follows(offer: Offer, { start, text: changedText }: DocumentChange): boolean {
  if (start.line > offer.position.line) return true;
  const { line, character } = offer.position;
  if (start.line !== line || start.character !== character) return false;
  const text = changedText.replaceAll('\r\n', '\n');
  // Typing an opening bracket or quote makes the editor write its partner too.
  const written = offer.rest.startsWith(text) ? text : pairOpener(text);
  if (written === '' || !offer.rest.startsWith(written)) return false;
  offer.rest = offer.rest.slice(written.length);
  offer.position = endOf(offer.position, written);
  if (!isOneKey(written)) offer.ending = partlyAccepted;
  else if (offer.rest === '' && offer.ending === dismissed) offer.ending = typedThrough;
  return true;
}

function pairOpener(text: string): string {
  return /^(?:\(\)|\[\]|\{\}|""|''|``|<>)$/.test(text) ? text.charAt(0) : '';
}

/** A character, or Enter with the indentation that the editor adds. */
export function isOneKey(text: string): boolean {
  return /^[^]$/u.test(text) || /^\n[ \t]*$/.test(text);
}

function endOf({ line, character }: TextPosition, text: string): TextPosition {
  const lines = text.split('\n');
  const last = lines.at(-1) ?? '';
  return lines.length === 1
    ? { line, character: character + last.length }
    : { line: line + lines.length - 1, character: last.length };
}
