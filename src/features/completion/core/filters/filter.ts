import type { StopReason } from '../../../../protocol/requestRecord.js';
import type { EditingOptions } from '../completionRequest.js';
import type { CursorText } from '../cursorText.js';

/** A completion on its way through the filters. */
export interface Candidate {
  /** What would be inserted at the cursor; lines end in LF. Empty when a filter has dropped it. */
  readonly text: string;
  /** Characters right of the cursor, on its line, that `text` repeats and that it therefore replaces. */
  readonly replacedRight: number;
}

export interface FilterContext {
  readonly cursor: CursorText;
  readonly editing: EditingOptions;
  readonly stopReason: StopReason;
  /** The user asked by hand. */
  readonly isManual?: boolean;
}

export type FilterName =
  | 'specialTokens'
  | 'incompleteLine'
  | 'leadingBlankLines'
  | 'indentation'
  | 'promptEcho'
  | 'repetition'
  | 'duplicateLines'
  | 'bodyBelow'
  | 'unbalancedClosers'
  | 'trailingWhitespace'
  | 'minimumLength'
  | 'suffixOverlap'
  | 'nothingNew';

/** One named, pure correction of what a model wrote. */
export interface CompletionFilter {
  readonly name: FilterName;
  apply(candidate: Candidate, context: FilterContext): Candidate;
}

/** A filter that looks at the text only. */
export function textFilter(
  name: FilterName,
  change: (text: string, context: FilterContext) => string,
): CompletionFilter {
  return {
    name,
    apply: (candidate, context) => ({ ...candidate, text: change(candidate.text, context) }),
  };
}
