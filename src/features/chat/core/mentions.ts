import type { AttachmentKind, MentionSuggestion } from '../../../protocol/chatView.js';
import type { Translate } from '../../../base/translate.js';

export type MentionKind = Exclude<AttachmentKind, 'paste' | 'failure'>;

/** `@file:src/cart.ts` in parts. */
export interface Mention {
  readonly kind: MentionKind;
  /** What stands after the colon, without quotes; empty where nothing is named. */
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
  /** What follows its colon: nothing, a name, or a name where there is more than one to mean. */
  readonly value: 'none' | 'required' | 'optional';
  readonly description: string;
}

const words: readonly MentionWord[] = [
  { word: 'file', kind: 'file', value: 'required', description: 'A file of the workspace' },
  { word: 'folder', kind: 'folder', value: 'required', description: 'What is in a folder' },
  {
    word: 'symbol',
    kind: 'symbol',
    value: 'required',
    description: 'A function, class or other symbol',
  },
  {
    word: 'selection',
    kind: 'selection',
    value: 'none',
    description: 'The selection in the active editor',
  },
  {
    word: 'problems',
    kind: 'problems',
    value: 'none',
    description: 'Errors and warnings of the workspace',
  },
  {
    word: 'terminal-selection',
    kind: 'terminalSelection',
    value: 'none',
    description: 'The selection in the active terminal',
  },
  {
    word: 'workspace',
    kind: 'workspace',
    value: 'none',
    description: 'What the workspace says about the question',
  },
  {
    word: 'changes',
    kind: 'changes',
    value: 'optional',
    description: 'Changes since the last commit: the staged ones where there are any',
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
    if (!known || known.value === (value === '' ? 'required' : 'none')) continue;
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
  const known = words.find(({ word, value }) => value === 'required' && word === match?.[1]);
  return known ? { kind: known.kind, text: match?.[2] ?? '' } : { text: query };
}

/** The kinds whose word begins like the text. */
export function kindSuggestions(text: string, t: Translate): MentionSuggestion[] {
  const typed = text.toLowerCase();
  return words
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, kind, value, description }) => ({
      kind,
      insertText: value === 'required' ? `@${word}:` : `@${word}`,
      label: `@${word}`,
      detail: t(description),
      continues: value === 'required',
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
