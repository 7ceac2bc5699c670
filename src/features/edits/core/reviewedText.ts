import { diffHunks } from '../../../base/text/diffHunks.js';
import type { Hunk } from '../../../base/text/hunks.js';
import { applyHunks } from '../../../base/text/hunks.js';
import { shifted } from '../../../base/text/lineRange.js';
import type { DocumentChange } from '../../../base/text/rebaseHunks.js';
import { rebaseHunks } from '../../../base/text/rebaseHunks.js';
import { lineContent, lineEnd, textLines } from '../../../base/text/textLines.js';

/**
 * A document while a change of it is proposed and reviewed: `base` is what rejecting everything gives, `current` what
 * the document holds, `hunks` what differs. Between two hunks the user may type: that goes into both texts. What the
 * user types inside a hunk becomes part of the hunk.
 */
export class ReviewedText {
  private baseText: string;
  private currentText: string;
  private openHunks: readonly Hunk[] = [];
  /** What the user typed outside of the hunks since the beginning, in places of `base`. */
  private readonly typed: DocumentChange[] = [];

  /** @param original the document when the model was asked about it */
  constructor(private readonly original: string) {
    this.baseText = original;
    this.currentText = original;
  }

  get base(): string {
    return this.baseText;
  }

  get current(): string {
    return this.currentText;
  }

  get hunks(): readonly Hunk[] {
    return this.openHunks;
  }

  /**
   * What the document would have to hold for a proposal.
   * @param after the whole text that the model proposes for the original
   * @returns undefined where the user has changed the lines meanwhile that it replaces
   */
  target(after: string): string | undefined {
    if (this.typed.length === 0 && this.baseText === this.original) return after;
    let hunks: readonly Hunk[] = diffHunks(this.original, after);
    for (const change of this.typed) {
      const rebased = rebaseHunks(hunks, change, 'before');
      if (rebased.lost.length > 0) return undefined;
      ({ hunks } = rebased);
    }
    try {
      return applyHunks(this.baseText, hunks);
    } catch {
      return undefined;
    }
  }

  /** The document holds this text now, by our own edit. */
  shown(text: string): void {
    this.currentText = text;
    this.openHunks = diffHunks(this.baseText, text);
  }

  /**
   * Someone else has changed the document.
   * @param changes in the order in which they were made
   * @param text what the document holds now
   * @returns whether it touched the lines of a hunk
   */
  changed(changes: readonly DocumentChange[], text: string): boolean {
    if (text === this.baseText) {
      const wasOpen = this.openHunks.length > 0;
      this.shown(text);
      return wasOpen;
    }
    let touched = false;
    for (const change of changes) touched = this.changeOnce(change) || touched;
    // whatever the events left out, the document is right
    if (this.currentText !== text) {
      this.shown(text);
      return true;
    }
    return touched;
  }

  /** Keeps a hunk: it is part of the base from now on. The document stays as it is. */
  accept(hunk: Hunk): void {
    this.baseText = applyHunks(this.baseText, [hunk]);
    const moved = hunk.added.length - hunk.removed.length;
    this.openHunks = this.openHunks
      .filter((each) => each !== hunk)
      .map((each) =>
        each.before.startLine < hunk.before.startLine
          ? each
          : { ...each, before: shifted(each.before, moved) },
      );
  }

  acceptAll(): void {
    this.baseText = this.currentText;
    this.openHunks = [];
  }

  /** What the document holds when a hunk's lines are back as they were. */
  without(hunk: Hunk): string {
    return applyHunks(
      this.baseText,
      this.openHunks.filter((each) => each !== hunk),
    );
  }

  private changeOnce(change: DocumentChange): boolean {
    const { hunks, lost } = rebaseHunks(this.openHunks, change, 'after');
    const current = replaced(this.currentText, change);
    const isInside = (hunk: Hunk): boolean => bringsBack(hunk, change) || isBehindEnd(hunk, change);
    if (lost.length > 0 || this.openHunks.some(isInside)) {
      this.shown(current);
      return true;
    }
    const inBase = { ...change, range: this.rangeInBase(change) };
    this.typed.push(inBase);
    this.baseText = replaced(this.baseText, inBase);
    this.currentText = current;
    // both sides moved along, but only hunks below the change did so in the base
    this.openHunks = hunks;
    return false;
  }

  /** Outside of the hunks both texts hold the same lines, at a distance. */
  private rangeInBase({ range: { start, end } }: DocumentChange): DocumentChange['range'] {
    const distance = this.openHunks
      .filter(({ after }) => after.endLine <= start.line)
      .reduce((sum, { added, removed }) => sum + removed.length - added.length, 0);
    return {
      start: { line: start.line + distance, character: start.character },
      end: { line: end.line + distance, character: end.character },
    };
  }
}

/** Whether removed lines are inserted again where they stood, as an undo does. */
function bringsBack(
  { after, removed }: Hunk,
  { range: { start, end }, text }: DocumentChange,
): boolean {
  return (
    after.startLine === after.endLine &&
    start.line === after.startLine &&
    start.character === 0 &&
    end.line === start.line &&
    end.character === 0 &&
    text === removed.join('')
  );
}

/** Behind a text that ends without a line end there is no line of its own. */
function isBehindEnd({ after, removed, added }: Hunk, { range }: DocumentChange): boolean {
  const isLast = [removed, added].some(
    (lines) => lines.length > 0 && lineEnd(lines.at(-1) ?? '') === '',
  );
  return isLast && range.end.line >= after.endLine;
}

function replaced(text: string, { range, text: inserted }: DocumentChange): string {
  const lines = textLines(text);
  return (
    text.slice(0, offsetOf(lines, range.start)) + inserted + text.slice(offsetOf(lines, range.end))
  );
}

function offsetOf(
  lines: readonly string[],
  { line, character }: DocumentChange['range']['start'],
): number {
  const before = lines.slice(0, line).reduce((sum, { length }) => sum + length, 0);
  return before + Math.min(character, lineContent(lines[line] ?? '').length);
}
