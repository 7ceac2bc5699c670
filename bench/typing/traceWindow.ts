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

/**
 * The busiest stretch: the window with the most insertions on lines that are not comments, the first of them where
 * several have as many.
 */
export function busiestWindow(trace: TypingTrace, seconds: number): TraceWindow {
  const steps = readSteps(trace);
  const { first, end } = busiest(steps, seconds * 1_000);
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

/** Two pointers: each window begins at a step that asks. */
function busiest(steps: readonly SteppedStep[], windowMs: number): { first: number; end: number } {
  let best = { first: 0, end: 0 };
  let most = 0;
  let end = 0;
  let count = 0;
  for (const [first, { atMs, isCode }] of steps.entries()) {
    for (let step = steps[end]; step && step.atMs < atMs + windowMs; step = steps[++end]) {
      if (step.isCode) count++;
    }
    if (isCode && count > most) {
      most = count;
      best = { first, end };
    }
    if (isCode) count--;
  }
  return best;
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
