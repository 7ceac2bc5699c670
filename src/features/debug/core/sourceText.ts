/** A file's text, as it is now. */
export interface SourceText {
  /** URI as a string; absent where the text stands in no file that can be opened. */
  readonly uri?: string;
  /** To show: relative to its workspace folder. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/** A line of a source that a frame stands on. */
export interface SourcePlace {
  readonly source: SourceText;
  /** Counts from 1. */
  readonly line: number;
  /** The function's name. */
  readonly name?: string;
}
