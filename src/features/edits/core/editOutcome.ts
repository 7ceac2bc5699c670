import type { Hunk } from '../../../base/text/hunks.js';
import type { EngineErrorReason } from '../../../protocol/engineErrors.js';
import type { TaskProblem } from './editTask.js';

export interface ProposedFile {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  /** The file does not exist yet; `before` is empty. */
  readonly isNew: boolean;
  readonly before: string;
  readonly after: string;
  /** From `before` to `after`; never empty. */
  readonly hunks: readonly Hunk[];
}

/** What is known about a proposal before it is shown; absent parts could not be checked. */
export interface EditCheckResult {
  /** Syntax errors of all proposed files, counted by the grammar. */
  readonly syntax?: { readonly before: number; readonly after: number };
  readonly problems?: ProblemChange;
}

/** How the language server's problems would change. */
export interface ProblemChange {
  readonly removed: readonly TaskProblem[];
  readonly added: readonly TaskProblem[];
}

export type UnplacedReason =
  /** The code is nowhere like the file's. */
  | 'noPlace'
  /** The code is something else than the function whose place it would take. */
  | 'overwrites'
  /** The code is what stands there already. */
  | 'noChange'
  /** It ends in the middle: the answer was cut short or went round in circles. */
  | 'incomplete'
  /** Parts were left out with a comment such as `… rest of the code`. */
  | 'elided';

/** How an edit ended. Everything that a person has to know is in it; a run never throws. */
export type EditOutcome =
  | {
      readonly kind: 'proposal';
      readonly files: readonly ProposedFile[];
      readonly answer: string;
      readonly check: EditCheckResult;
      /** Requests to the model, 1 to 3. */
      readonly attempts: number;
    }
  | {
      readonly kind: 'unplaced';
      readonly answer: string;
      readonly code: string;
      readonly reason: UnplacedReason;
      /** A sentence for the user. */
      readonly message: string;
      readonly attempts: number;
    }
  /** The model answered without code. */
  | { readonly kind: 'prose'; readonly answer: string; readonly attempts: number }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'failed';
      /** A sentence for the user. */
      readonly message: string;
      readonly reason: EngineErrorReason | 'timeLimit';
    };
