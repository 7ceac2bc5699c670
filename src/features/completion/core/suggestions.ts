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
  private shown: readonly Suggestion[] = [];

  /** What the editor shows, the first of several first, is looked at before the cache. */
  show(suggestions: readonly Suggestion[]): void {
    this.shown = suggestions;
  }

  remember(model: string, suggestion: Suggestion): void {
    this.cache.set(model, suggestion);
  }

  find(model: string, cursor: CursorText): Known | undefined {
    for (const suggestion of this.shown) {
      const rest = continueSuggestion(suggestion, cursor);
      if (rest) return { suggestion, rest, source: 'typedThrough' };
    }
    const cached = this.cache.get(model, cursor);
    return cached && { ...cached, source: cached.suggestion.isAhead ? 'speculation' : 'cache' };
  }

  clear(): void {
    this.cache.clear();
    this.shown = [];
  }
}
