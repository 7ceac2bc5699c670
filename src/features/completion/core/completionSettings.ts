export interface CompletionSettings {
  readonly enabled: boolean;
  /** Language id, or `*` for all others, to on or off. A language that neither names is on. */
  readonly languages: Readonly<Record<string, boolean>>;
  /** Shortest wait without a keystroke, in milliseconds, before the engine is asked. */
  readonly debounceMs: number;
  /** Documents with more characters get no completions. */
  readonly maxDocumentCharacters: number;
}

export const defaultCompletionSettings: CompletionSettings = {
  enabled: true,
  languages: {},
  debounceMs: 50,
  maxDocumentCharacters: 2_000_000,
};

export function isLanguageEnabled(
  languages: CompletionSettings['languages'],
  languageId: string,
): boolean {
  return languages[languageId] ?? languages['*'] ?? true;
}
