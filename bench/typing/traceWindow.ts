import type { TraceEdit, TraceStep, TypingTrace } from './typingTrace.js';
import { applyEdit } from './typingTrace.js';

/** A step, and where the editor would ask for ghost text after it. */
export interface ReplayStep extends TraceStep {
  /** UTF-16 units into the text after the step; absent where nothing is asked. */
  readonly cursor?: number;
}

/** The stretch of a trace that is replayed. */
export interface TraceWindow {
  readonly trace: Pick<TypingTrace, 'id' | 'kind' | 'language' | 'path' | 'project'>;
  /** The document at its start. */
  readonly text: string;
  readonly steps: readonly ReplayStep[];
  /** Characters that are inserted by steps after which the editor asks. */
  readonly typedCharacters: number;
}

interface SteppedStep extends ReplayStep {
  readonly isCode: boolean;
}

const emptyLinePair = /^(\r?\n[ \t]*)\r?\n[ \t]*$/;
const closedPair = /^(?:\(\)|\[\]|\{\}|<>|""|''|``)$/;
const commentLine = /^\s*(?:\/\/|\/\*|\*|#|<!--)/;

/** A pause in which somebody reads, thinks, or waits for ghost text. */
const pauseMs = 2_000;
/** A window with fewer insertions than this share of the busiest one's is mostly waiting. */
const leastShare = 0.75;

/**
 * A stretch of lively work, pauses and all: of the windows with at least three quarters as many insertions on lines that are not
 * comments as the busiest has, the one with the most pauses over two seconds; then the busier, then the first.
 */
export function livelyWindow(trace: TypingTrace, seconds: number): TraceWindow {
  const steps = readSteps(trace);
  const { first, end } = mostPauses(spans(steps, seconds * 1_000));
  const text = trace.steps
    .slice(0, first)
    .flatMap(({ edits }) => edits)
    .reduce(applyEdit, trace.text);
  const { id, kind, language, path, project } = trace;
  const chosen = steps.slice(first, end);
  const typedCharacters = chosen.reduce((sum, step) => sum + charactersTyped(step), 0);
  const identity = { id, kind, language, path, ...(project && { project }) };
  return { trace: identity, text, steps: chosen, typedCharacters };
}

/** Steps from `first` on, before `end`. */
interface Span {
  readonly first: number;
  readonly end: number;
  readonly insertions: number;
  readonly pauses: number;
}

const noSpan: Span = { first: 0, end: 0, insertions: 0, pauses: 0 };

function mostPauses(all: readonly Span[]): Span {
  const most = Math.max(0, ...all.map(({ insertions }) => insertions));
  return all
    .filter(({ insertions }) => insertions >= most * leastShare)
    .reduce((best, span) => {
      const more = span.pauses - best.pauses || span.insertions - best.insertions;
      return more > 0 ? span : best;
    }, noSpan);
}

/** Every window that begins at a step that asks. Two pointers: each step comes in once and goes out once. */
function spans(steps: readonly SteppedStep[], windowMs: number): Span[] {
  const found: Span[] = [];
  let end = 0;
  let insertions = 0;
  let pauses = 0;
  for (const [first, { atMs, isCode }] of steps.entries()) {
    for (let step = steps[end]; step && step.atMs < atMs + windowMs; step = steps[++end]) {
      if (step.isCode) insertions++;
      if (end > first && isPauseBefore(steps, end)) pauses++;
    }
    if (isCode) {
      found.push({ first, end, insertions, pauses });
      insertions--;
    }
    if (first + 1 < end && isPauseBefore(steps, first + 1)) pauses--;
  }
  return found;
}

function isPauseBefore(steps: readonly SteppedStep[], index: number): boolean {
  return (steps[index]?.atMs ?? 0) - (steps[index - 1]?.atMs ?? 0) > pauseMs;
}

function readSteps({ text: start, steps }: TypingTrace): SteppedStep[] {
  let text = start;
  return steps.map((step) => {
    const asks = isTyping(step.edits, text);
    text = step.edits.reduce(applyEdit, text);
    if (!asks) return { ...step, isCode: false };
    const cursor = cursorAfter(step.edits);
    const line = text.slice(text.lastIndexOf('\n', cursor - 1) + 1, cursor);
    return { ...step, cursor, isCode: !commentLine.test(line) };
  });
}

/** One insertion that is not pasted lines; what else is taken away beside it is white space, as an editor trims it. */
function isTyping(edits: readonly TraceEdit[], text: string): boolean {
  let now = text;
  let insertions = 0;
  for (const edit of edits) {
    const { offset, deleted, inserted } = edit;
    if (inserted !== '') insertions++;
    else if (now.slice(offset, offset + deleted).trim() !== '') return false;
    if (/\n[ \t]*\S/.test(inserted)) return false;
    now = applyEdit(now, edit);
  }
  return insertions === 1;
}

/** Behind the insertion, or within a pair of brackets or line breaks that the editor has put there. */
function cursorAfter(edits: readonly TraceEdit[]): number {
  let cursor = 0;
  for (const { offset, deleted, inserted } of edits) {
    if (inserted !== '') cursor = offset + lengthBeforeCursor(inserted);
    else if (offset < cursor) cursor -= deleted;
  }
  return cursor;
}

function lengthBeforeCursor(inserted: string): number {
  if (closedPair.test(inserted)) return 1;
  return emptyLinePair.exec(inserted)?.[1]?.length ?? inserted.length;
}

function charactersTyped({ edits, cursor }: ReplayStep): number {
  return cursor === undefined ? 0 : edits.reduce((sum, { inserted }) => sum + inserted.length, 0);
}
