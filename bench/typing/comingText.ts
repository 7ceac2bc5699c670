import type { TraceStep } from './typingTrace.js';

/** Text between two places of a document that the steps to come may change. */
export interface EditedPlace {
  /** UTF-16 units into the document. */
  readonly offset: number;
  readonly text: string;
}

/** Steps looked at: no suggestion is longer than what is typed with so many. */
const maxSteps = 400;

/**
 * What the trace writes at a place from a step on, until it edits anything elsewhere.
 * @returns the place's text after each of these steps
 */
export function comingText(
  steps: readonly TraceStep[],
  from: number,
  { offset: start, text: initial }: EditedPlace,
): string[] {
  const states: string[] = [];
  let text = initial;
  for (const { edits } of steps.slice(from, from + maxSteps)) {
    for (const { offset, deleted, inserted } of edits) {
      const at = offset - start;
      if (at < 0 || at + deleted > text.length) return states;
      text = text.slice(0, at) + inserted + text.slice(at + deleted);
    }
    states.push(text);
  }
  return states;
}
