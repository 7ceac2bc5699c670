import { SeededRandom } from '../../src/base/random.js';
import { sha256Of } from '../infill/taskLine.js';
import type { SyntheticReference } from './traceReference.js';
import { typedChanges } from './typedChanges.js';
import { typedKeys } from './typedKeys.js';
import type { TypingHabits } from './typingHabits.js';
import { rhythm } from './typingHabits.js';
import type { TraceEdit, TraceStep, TypingTrace } from './typingTrace.js';

/** Finding the next place to change. */
const navigationMs = 2_000;

type Identity = Pick<SyntheticReference, 'id' | 'language' | 'path'>;

/**
 * Types a changed file anew, hunk after hunk, with someone's rhythm and slips. The same texts, habits and id give the
 * same trace.
 */
export function rebuildTrace(
  { id, language, path }: Identity,
  before: string,
  after: string,
  habits: TypingHabits,
): Omit<TypingTrace, 'project'> {
  const random = new SeededRandom(Number.parseInt(sha256Of(Buffer.from(id)).slice(0, 8), 16));
  const indentUnit = indentUnitOf(after);
  const steps: TraceStep[] = [];
  let text = before;
  let nowMs = 0;
  for (const { offset, removed, typed } of typedChanges(before, after)) {
    nowMs += navigationMs;
    if (removed !== '') {
      steps.push({ atMs: nowMs, edits: [{ offset, deleted: removed.length, inserted: '' }] });
    }
    const linePrefix = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    const keys = typedKeys({ offset, text: typed, linePrefix, indentUnit }, habits, random);
    nowMs = timed(keys, steps, nowMs, () => rhythm(habits, random));
    text = text.slice(0, offset) + typed + text.slice(offset + removed.length);
  }
  return { id, kind: 'synthetic', language, path, text: before, steps };
}

/** Each line has a rhythm of its own. @returns when the last key was pressed */
function timed(
  keys: readonly TraceEdit[],
  steps: TraceStep[],
  startMs: number,
  newRhythm: () => () => number,
): number {
  let nextGapMs = newRhythm();
  let nowMs = startMs;
  for (const edit of keys) {
    if (edit.inserted.includes('\n')) nextGapMs = newRhythm();
    nowMs += nextGapMs();
    steps.push({ atMs: nowMs, edits: [edit] });
  }
  return nowMs;
}

/** The smallest indentation in use, a tab, or four spaces where nothing is indented. */
function indentUnitOf(text: string): string {
  const indentations = text.match(/^[ \t]+(?=\S)/gm) ?? [];
  if (indentations.some((indentation) => indentation.startsWith('\t'))) return '\t';
  const widths = indentations.map(({ length }) => length).filter((width) => width > 1);
  return ' '.repeat(widths.length === 0 ? 4 : Math.min(...widths));
}
