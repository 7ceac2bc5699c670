import type { AttachmentKind, MentionSuggestion } from '../../../protocol/chatView.js';
import type { Translate } from '../../../base/translate.js';

export type MentionKind = Exclude<AttachmentKind, 'paste' | 'failure'>;

/** `@file:src/cart.ts` in parts. */
export interface Mention {
  readonly kind: MentionKind;
  /** What stands after the colon, without quotes; empty for kinds that name nothing. */
  readonly value: string;
}

/** A file, folder or symbol that fits what was typed. */
export interface FoundPlace {
  /** What the mention names: a path, or `name#path` of a symbol. */
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

interface MentionWord {
  readonly word: string;
  readonly kind: MentionKind;
  readonly takesValue: boolean;
  readonly description: string;
}

const words: readonly MentionWord[] = [
  { word: 'file', kind: 'file', takesValue: true, description: 'A file of the workspace' },
  { word: 'folder', kind: 'folder', takesValue: true, description: 'What is in a folder' },
  {
    word: 'symbol',
    kind: 'symbol',
    takesValue: true,
    description: 'A function, class or other symbol',
  },
  {
    word: 'selection',
    kind: 'selection',
    takesValue: false,
    description: 'The selection in the active editor',
  },
  {
    word: 'problems',
    kind: 'problems',
    takesValue: false,
    description: 'Errors and warnings of the workspace',
  },
  {
    word: 'terminal-selection',
    kind: 'terminalSelection',
    takesValue: false,
    description: 'The selection in the active terminal',
  },
  {
    word: 'workspace',
    kind: 'workspace',
    takesValue: false,
    description: 'What the workspace says about the question',
  },
];

const mention = /(?<![\w@./])@([a-z]+(?:-[a-z]+)?)(?::(?:"([^"\n]+)"|([^\s"]+)))?/g;
/** What ends a sentence or a bracket, not a path. */
const trailingPunctuation = /[.,;:!?)\]}'"]+$/;

/** @returns undefined where the text is no mention */
export function parseMention(text: string): Mention | undefined {
  const [first] = mentionsIn(text.startsWith('@') ? text : `@${text}`);
  return first;
}

/** Every mention in a question, each once. */
export function mentionsIn(question: string): Mention[] {
  const found = new Map<string, Mention>();
  for (const [, word, quoted, bare] of question.matchAll(mention)) {
    const known = words.find((each) => each.word === word);
    const value = quoted ?? bare?.replace(trailingPunctuation, '') ?? '';
    if (known?.takesValue !== (value !== '')) continue;
    found.set(`${known.kind}\0${value}`, { kind: known.kind, value });
  }
  return [...found.values()];
}

export function mentionText({ kind, value }: Mention): string {
  const word = words.find((each) => each.kind === kind)?.word ?? kind;
  if (value === '') return `@${word}`;
  const needsQuotes = /\s/.test(value) || trailingPunctuation.test(value);
  return `@${word}:${needsQuotes ? `"${value}"` : value}`;
}

/** What was typed after `@`, in parts: `kind` once a colon follows it. */
export function mentionQuery(query: string): {
  readonly kind?: MentionKind;
  readonly text: string;
} {
  const match = /^([a-z-]+):"?(.*)$/s.exec(query);
  const known = words.find(({ word, takesValue }) => takesValue && word === match?.[1]);
  return known ? { kind: known.kind, text: match?.[2] ?? '' } : { text: query };
}

/** The kinds whose word begins like the text. */
export function kindSuggestions(text: string, t: Translate): MentionSuggestion[] {
  const typed = text.toLowerCase();
  return words
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, kind, takesValue, description }) => ({
      kind,
      insertText: takesValue ? `@${word}:` : `@${word}`,
      label: `@${word}`,
      detail: t(description),
      continues: takesValue,
    }));
}

export function placeSuggestion(kind: MentionKind, place: FoundPlace): MentionSuggestion {
  return {
    kind,
    insertText: mentionText({ kind, value: place.value }),
    label: place.label,
    ...(place.detail !== undefined && { detail: place.detail }),
    continues: false,
  };
}
