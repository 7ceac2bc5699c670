import type { Hunk } from './hunks.js';
import type { LineRange } from './lineRange.js';
import { shifted } from './lineRange.js';

interface Place {
  readonly line: number;
  readonly character: number;
}

/** A change of a document, as VS Code's change events report it; 0-based. */
export interface DocumentChange {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

export interface RebasedHunks {
  /** Those that still fit, at their place in the changed document. */
  readonly hunks: readonly Hunk[];
  /** Those whose lines were changed, as they were. */
  readonly lost: readonly Hunk[];
}

/**
 * Moves hunks along while the document under them is edited.
 * @param side which lines stand in the document: the hunks' original ones, or their new ones
 */
export function rebaseHunks(
  hunks: readonly Hunk[],
  change: DocumentChange,
  side: 'before' | 'after',
): RebasedHunks {
  const kept: Hunk[] = [];
  const lost: Hunk[] = [];
  const delta = lineDelta(change);
  for (const hunk of hunks) {
    const place = relation(hunk[side], change);
    if (place === 'inside') lost.push(hunk);
    else kept.push(place === 'below' ? hunk : moved(hunk, delta));
  }
  return { hunks: kept, lost };
}

/** How many lines a change adds; negative for lines that it takes away. */
function lineDelta({ range, text }: DocumentChange): number {
  const added = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  return added - (range.end.line - range.start.line);
}

/** Both sides move, so that their distance stays. */
function moved(hunk: Hunk, delta: number): Hunk {
  return { ...hunk, before: shifted(hunk.before, delta), after: shifted(hunk.after, delta) };
}

/** Where the change happens, seen from the hunk's lines. */
function relation(
  { startLine, endLine }: LineRange,
  { range: { start, end }, text }: DocumentChange,
): 'above' | 'below' | 'inside' {
  // an insertion between two lines stays above what is typed at the second one's start
  if (start.line >= endLine) return 'below';
  if (end.line < startLine) return 'above';
  // whole lines in front of the hunk come or go, and its own first line still begins a line
  const endsInFront = end.line === startLine && end.character === 0;
  const staysAtLineStart = /[\r\n]$/.test(text) || (text === '' && start.character === 0);
  return endsInFront && staysAtLineStart ? 'above' : 'inside';
}
