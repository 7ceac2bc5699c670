import type { LineRange } from '../../../base/text/lineRange.js';

export type EditKind = 'fix' | 'refactor' | 'document' | 'tests' | 'debug';

/** A file that an edit may change, as it is now. */
export interface TaskFile {
  /** How the caller finds it again; the core only compares it. */
  readonly uri: string;
  /** Relative to its workspace folder, with `/`; the model reads it. */
  readonly path: string;
  readonly languageId: string;
  /** All of it, with its own line ends. */
  readonly text: string;
}

export interface TaskProblem {
  readonly message: string;
  readonly range: LineRange;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Who reports it, such as `ts`. */
  readonly source?: string;
  readonly code?: string;
  readonly related?: readonly RelatedProblem[];
}

export interface RelatedProblem {
  readonly path: string;
  /** 0-based. */
  readonly line: number;
  readonly message: string;
}

/** Code that the model reads but does not change: definitions, callers. */
export interface TaskContext {
  /** What it is, such as `Definition of total`. */
  readonly title: string;
  readonly path: string;
  readonly range?: LineRange;
  readonly languageId: string;
  readonly text: string;
}

/** What to change, and all that the model is told about it. */
export interface EditTask {
  readonly kind: EditKind;
  readonly file: TaskFile;
  /** Lines that are to be changed first of all; an empty range is a place. */
  readonly range: LineRange;
  /** What the user asks for; a fix may have none. */
  readonly instruction?: string;
  readonly problems: readonly TaskProblem[];
  readonly context: readonly TaskContext[];
  /** Further files that an answer may change. */
  readonly otherFiles?: readonly TaskFile[];
  /** Where tests go. Where `isNew` its text is empty. Needed for the kind `tests` only. */
  readonly test?: { readonly file: TaskFile; readonly isNew: boolean };
}
