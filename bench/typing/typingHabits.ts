import type { SeededRandom } from '../../src/base/random.js';
import type { TraceEdit, TypingTrace } from './typingTrace.js';

/** How someone types, read off recorded traces. */
export interface TypingHabits {
  /** Milliseconds between one edit and the next, in the order in which they were made. */
  readonly gapsMs: readonly number[];
  /** Corrections by backspace for each typed character. */
  readonly correctionRate: number;
  /** Characters taken back by each of them. */
  readonly correctionLengths: readonly number[];
}

/** A longer pause is thinking or another window, not typing. */
const longestGapMs = 5_000;
/** Whoever takes back more rewrites rather than corrects a slip. */
const longestCorrection = 8;

/** @throws Error for traces without typing */
export function typingHabits(traces: readonly TypingTrace[]): TypingHabits {
  const gapsMs: number[] = [];
  const correctionLengths: number[] = [];
  let typed = 0;
  for (const { steps } of traces) {
    let beforeMs = Number.NEGATIVE_INFINITY;
    let cursor = -1;
    let takenBack = 0;
    for (const { atMs, edits } of steps) {
      const edit = edits.length === 1 ? edits[0] : undefined;
      const isBackspace = edit !== undefined && takesBack(edit, cursor);
      if (isBackspace) takenBack++;
      else if (takenBack > 0) {
        if (takenBack <= longestCorrection) correctionLengths.push(takenBack);
        takenBack = 0;
      }
      const isTyped = edit !== undefined && isCharacter(edit);
      if (isTyped) typed++;
      if ((isTyped || isBackspace) && atMs - beforeMs <= longestGapMs) gapsMs.push(atMs - beforeMs);
      cursor = isTyped || isBackspace ? edit.offset + edit.inserted.length : -1;
      beforeMs = atMs;
    }
  }
  if (gapsMs.length === 0) throw new Error('Nobody types in these traces.');
  return { gapsMs, correctionRate: correctionLengths.length / typed, correctionLengths };
}

/** Reads gaps on from a random place, so that the rhythm within a line is one that was typed. */
export function rhythm({ gapsMs }: TypingHabits, random: SeededRandom): () => number {
  let at = Math.floor(random.nextUniform() * gapsMs.length);
  return () => gapsMs[at++ % gapsMs.length] ?? 0;
}

function isCharacter({ deleted, inserted }: TraceEdit): boolean {
  return deleted === 0 && /^[^]$/u.test(inserted);
}

function takesBack({ offset, deleted, inserted }: TraceEdit, cursor: number): boolean {
  return inserted === '' && deleted === 1 && offset + 1 === cursor;
}
