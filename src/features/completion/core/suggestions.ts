import { CompletionCache } from './completionCache.js';
import type { CursorText } from './cursorText.js';
import type { Found } from './run.js';
import type { Suggestion } from './suggestion.js';
import { continueSuggestion } from './suggestion.js';

/** A known suggestion and how it is known. */
export interface Known extends Found {
  readonly source: 'typedThrough' | 'cache' | 'speculation';
}

/** What was suggested before: what is shown now and may be being typed, and everything else that was finished. */
export class Suggestions {
  private readonly cache = new CompletionCache();
  private shown:
    { readonly model: string; readonly suggestions: readonly Suggestion[] } | undefined;

  /** What the editor shows, the first of several first, is looked at before the cache. */
  show(model: string, suggestions: readonly Suggestion[]): void {
    this.shown = { model, suggestions };
  }

  remember(model: string, suggestion: Suggestion): void {
    this.cache.set(model, suggestion);
  }

  find(model: string, cursor: CursorText): Known | undefined {
    const shown = this.shown?.model === model ? this.shown.suggestions : [];
    for (const suggestion of shown) {
      const rest = continueSuggestion(suggestion, cursor);
      if (rest) return { suggestion, rest, source: 'typedThrough' };
    }
    const cached = this.cache.get(model, cursor);
    return cached && { ...cached, source: cached.suggestion.isAhead ? 'speculation' : 'cache' };
  }

  clear(): void {
    this.cache.clear();
    this.shown = undefined;
  }
}
