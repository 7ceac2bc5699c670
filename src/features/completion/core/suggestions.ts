import { CompletionCache } from './completionCache.js';
import type { CursorText } from './cursorText.js';
import type { Found } from './run.js';
import type { Suggestion } from './suggestion.js';
import { continueSuggestion, withBlock } from './suggestion.js';

/** A known suggestion and how it is known. */
export interface Known extends Found {
  readonly source: 'typedThrough' | 'grown' | 'cache' | 'speculation';
}

interface Shown {
  readonly model: string;
  readonly suggestions: readonly Suggestion[];
  /** A block was added since it was offered last. */
  readonly isGrown?: true;
}

const nothingShown: Pick<Shown, 'suggestions' | 'isGrown'> = { suggestions: [] };

/** What was suggested before: what is shown now and may be being typed, and everything else that was finished. */
export class Suggestions {
  private readonly cache = new CompletionCache();
  private shown: Shown | undefined;

  /** What the editor shows, the first of several first, is looked at before the cache. */
  show(model: string, suggestions: readonly Suggestion[]): void {
    this.shown = { model, suggestions };
  }

  /**
   * A shown line has got its block.
   * @returns false where the line is no longer what is shown
   */
  grow(model: string, line: Suggestion, block: Suggestion): boolean {
    const grown = withBlock(line, block);
    this.remember(model, grown);
    if (this.shown?.model !== model || this.shown.suggestions[0] !== line) return false;
    this.shown = { model, suggestions: [grown], isGrown: true };
    return true;
  }

  remember(model: string, suggestion: Suggestion): void {
    this.cache.set(model, suggestion);
  }

  find(model: string, cursor: CursorText): Known | undefined {
    const { suggestions, isGrown } = this.shown?.model === model ? this.shown : nothingShown;
    for (const suggestion of suggestions) {
      const rest = continueSuggestion(suggestion, cursor);
      if (rest) return { suggestion, rest, source: isGrown ? 'grown' : 'typedThrough' };
    }
    const cached = this.cache.get(model, cursor);
    return cached && { ...cached, source: cached.suggestion.isAhead ? 'speculation' : 'cache' };
  }

  clear(): void {
    this.cache.clear();
    this.shown = undefined;
  }
}
