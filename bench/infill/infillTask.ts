/** How much of the output counts: the first line, or everything until the model ends it. */
export type InfillScope = 'line' | 'span';

/** Code that fails (throws, or exits with another status than 0) unless the program before it is right. */
export interface InfillTest {
  readonly runtime: 'python' | 'node';
  /** Appended to prefix + middle + suffix. */
  readonly code: string;
}

/** One hole in a file. Its true content is `middle`; lines end in LF. */
export interface InfillTask {
  readonly id: string;
  /** VS Code's language id. */
  readonly language: string;
  /** Path in its repository; absent where a task has none. */
  readonly path?: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
  readonly scope: InfillScope;
  readonly test?: InfillTest;
  /** Where the files around it can be read; absent where a task is no more than its file. */
  readonly project?: { readonly repo: string; readonly commit: string };
}

/** The tasks of one file. */
export interface InfillSet {
  /** The file's name without its endings. */
  readonly name: string;
  readonly tasks: readonly InfillTask[];
}
