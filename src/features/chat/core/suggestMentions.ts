import type { Translate } from '../../../base/translate.js';
import type { MentionSuggestion } from '../../../protocol/chatView.js';
import type { ContextSource } from './contextSource.js';
import type { FoundPlace, MentionKind } from './mentions.js';
import { kindSuggestions, mentionQuery, placeSuggestion } from './mentions.js';

const maxSuggestions = 50;
/** Files that a bare `@cart` brings beside the kinds. */
const maxFilesBesideKinds = 10;

/** The list for what was typed after `@`: kinds first, then files, folders or symbols. */
export async function suggestMentions(
  source: ContextSource,
  query: string,
  t: Translate,
  signal: AbortSignal,
): Promise<MentionSuggestion[]> {
  const { kind, text } = mentionQuery(query);
  if (kind !== undefined) {
    const places = await find(source, kind, text, signal);
    return places.slice(0, maxSuggestions).map((place) => placeSuggestion(kind, place));
  }
  const kinds = kindSuggestions(text, t);
  if (text === '') return kinds;
  const files = await source.findFiles(text, signal);
  return [
    ...kinds,
    ...files.slice(0, maxFilesBesideKinds).map((place) => placeSuggestion('file', place)),
  ];
}

function find(
  source: ContextSource,
  kind: MentionKind,
  text: string,
  signal: AbortSignal,
): Promise<readonly FoundPlace[]> {
  switch (kind) {
    case 'file':
      return source.findFiles(text, signal);
    case 'folder':
      return source.findFolders(text, signal);
    case 'symbol':
      return source.findSymbols(text, signal);
    case 'selection':
    case 'problems':
    case 'terminalSelection':
    case 'workspace':
    case 'changes':
      return Promise.resolve([]);
  }
}
