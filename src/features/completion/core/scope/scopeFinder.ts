/** A completion in its place, lines ending in LF. */
export interface ScopeQuestion {
  readonly languageId: string;
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** Where the syntax ends that a completion began, by a grammar of the language. */
export interface ScopeFinder {
  /** @returns a length of the text, or undefined where no grammar can tell; may reject */
  scopeEnd(question: ScopeQuestion, signal: AbortSignal): Promise<number | undefined>;
}
