import type { ProblemChange, ProposedFile } from './editOutcome.js';

/** Syntax errors by the language's grammar. */
export interface CodeParser {
  /** @returns undefined for a language without a grammar */
  countErrors(languageId: string, text: string, signal: AbortSignal): Promise<number | undefined>;
}

/** Tries a proposal on a copy and asks the language server. */
export interface ProblemCheck {
  /** @returns undefined where no language server reports problems of such a file, or not in time */
  changeOf(files: readonly ProposedFile[], signal: AbortSignal): Promise<ProblemChange | undefined>;
}
