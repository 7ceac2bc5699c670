import { LruCache } from '../../../base/lruCache.js';
import type { CursorText } from './cursorText.js';
import type { Candidate } from './filters/filter.js';
import type { Suggestion } from './suggestion.js';
import { continueSuggestion } from './suggestion.js';

/** Suggestions remembered for one line of one document state. */
const perLine = 8;

/**
 * Finished suggestions by the exact text around them. White space counts like any other character: the same words at
 * another indentation are another place. On the cursor's own line it also finds what was suggested further left, as
 * long as the user has typed just that.
 */
export class CompletionCache {
  private readonly lines: LruCache<string, LruCache<string, Suggestion>>;

  /** @param capacity lines remembered, each with its latest few suggestions */
  constructor(capacity = 250) {
    this.lines = new LruCache(capacity);
  }

  /** @param model a suggestion is found again only for the model that made it */
  set(model: string, suggestion: Suggestion): void {
    const key = lineKey(model, suggestion.cursor);
    let line = this.lines.get(key);
    if (!line) this.lines.set(key, (line = new LruCache(perLine)));
    line.set(suggestion.cursor.linePrefix, suggestion);
  }

  /** @returns the suggestion with the longest part typed last, and what is left of it at the cursor */
  get(model: string, cursor: CursorText): { suggestion: Suggestion; rest: Candidate } | undefined {
    const line = this.lines.get(lineKey(model, cursor));
    if (!line) return undefined;
    const nearestFirst = line
      .newestFirst()
      .map(([, suggestion]) => suggestion)
      .sort((a, b) => b.cursor.linePrefix.length - a.cursor.linePrefix.length);
    for (const suggestion of nearestFirst) {
      // The line may have moved, or be in another document with the same text.
      const moved = {
        ...suggestion,
        cursor: { ...suggestion.cursor, uri: cursor.uri, line: cursor.line },
      };
      const rest = continueSuggestion(moved, cursor);
      if (rest) return { suggestion: moved, rest };
    }
    return undefined;
  }

  clear(): void {
    this.lines.clear();
  }
}

/** Everything around the cursor except what stands left of it on its line. */
function lineKey(model: string, cursor: CursorText): string {
  const above = cursor.prefix.slice(0, cursor.prefix.length - cursor.linePrefix.length);
  return [model, cursor.languageId, above, cursor.suffix].join('\0');
}
