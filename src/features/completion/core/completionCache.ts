import type { CursorText } from './cursorText.js';
import type { Candidate } from './filters/filter.js';
import { PrefixTrie } from './reuse/prefixTrie.js';
import type { Suggestion } from './suggestion.js';
import { continueSuggestion, linesBelow } from './suggestion.js';

/** Lines below the cursor that find an entry; all that both windows hold are compared afterwards. */
const keyLinesBelow = 3;

interface Entry {
  readonly key: string;
  readonly suggestion: Suggestion;
}

/**
 * Finished suggestions by the exact text around them. White space counts like any other character: the same words at
 * another indentation are another place. It also finds what was suggested further left or above, as long as the user
 * has typed just that since.
 */
export class CompletionCache {
  private readonly trie = new PrefixTrie<Entry>();
  /** By key, the one used longest ago first. */
  private readonly entries = new Map<string, Entry>();

  /** @param capacity suggestions remembered */
  constructor(private readonly capacity = 250) {}

  /** @param model a suggestion is found again only for the model that made it */
  set(model: string, suggestion: Suggestion): void {
    const key = entryKey(model, suggestion.cursor);
    const entry = { key, suggestion };
    this.trie.set(key, entry);
    this.use(entry);
    if (this.entries.size <= this.capacity) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      this.trie.delete(oldest);
      return;
    }
  }

  /** @returns the suggestion that was made nearest to the cursor, and what is left of it there */
  get(model: string, cursor: CursorText): { suggestion: Suggestion; rest: Candidate } | undefined {
    const nearestLast = this.trie.prefixesOf(entryKey(model, cursor));
    for (const entry of nearestLast.reverse()) {
      const suggestion = movedTo(entry.suggestion, cursor);
      const rest = continueSuggestion(suggestion, cursor);
      if (!rest) continue;
      this.use(entry);
      return { suggestion, rest };
    }
    return undefined;
  }

  clear(): void {
    this.trie.clear();
    this.entries.clear();
  }

  private use(entry: Entry): void {
    this.entries.delete(entry.key);
    this.entries.set(entry.key, entry);
  }
}

/** The text before the cursor comes last, so that what is typed only makes the key longer. */
function entryKey(model: string, cursor: CursorText): string {
  const below = linesBelow(cursor)
    .split('\n', keyLinesBelow + 1)
    .join('\n');
  return [model, cursor.languageId, below, cursor.prefix].join('\0');
}

/** The lines may have moved, or be in another document with the same text. */
function movedTo(suggestion: Suggestion, { uri, line, prefix }: CursorText): Suggestion {
  const typed = prefix.slice(suggestion.cursor.prefix.length);
  const typedLines = typed.split('\n').length - 1;
  return { ...suggestion, cursor: { ...suggestion.cursor, uri, line: line - typedLines } };
}
