import type { Attachment, MentionSuggestion, SlashCommand } from '../../../protocol/chatView.js';

/** What the text before the caret asks for: a command or something to attach. */
export interface Trigger {
  readonly kind: 'command' | 'mention';
  /** What was typed after the `/` or `@`. */
  readonly query: string;
  /** Index of the sign. */
  readonly start: number;
  /** Index of the caret. */
  readonly end: number;
}

/** One line of the list that opens for a trigger. */
export interface Suggestion {
  readonly label: string;
  readonly detail?: string;
  /** Takes the place of what the trigger spans. */
  readonly insertText: string;
  /** Further suggestions follow. */
  readonly continues: boolean;
  /** Is to be attached as it stands in the text. */
  readonly attaches: boolean;
}

const command = /^\s*\/([a-z]*)$/;
const mention = /(?:^|[\s([{"'])@([\w-]*:"[^"\n]*|[^\s"]*)$/;
const maxMentionQuery = 400;

export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(0, caret);
  const name = command.exec(before)?.[1];
  if (name !== undefined) {
    return { kind: 'command', query: name, start: caret - name.length - 1, end: caret };
  }
  const query = mention.exec(before)?.[1];
  if (query === undefined || query.length > maxMentionQuery) return undefined;
  return { kind: 'mention', query, start: caret - query.length - 1, end: caret };
}

/** The text with the suggestion in the trigger's place, and where the caret stands then. */
export function complete(
  text: string,
  { start, end }: Pick<Trigger, 'start' | 'end'>,
  { insertText, continues }: Pick<Suggestion, 'insertText' | 'continues'>,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(end);
  const gap = continues || /^\s/.test(rest) ? '' : ' ';
  const caret = start + insertText.length + (continues ? 0 : 1);
  return { text: `${text.slice(0, start)}${insertText}${gap}${rest}`, caret };
}

export function commandSuggestions(commands: readonly SlashCommand[], query: string): Suggestion[] {
  return commands
    .filter(({ name }) => name.startsWith(query))
    .map(({ name, description }) => ({
      label: `/${name}`,
      detail: description,
      insertText: `/${name}`,
      continues: false,
      attaches: false,
    }));
}

export function mentionSuggestion(suggestion: MentionSuggestion): Suggestion {
  const { label, detail, insertText, continues } = suggestion;
  return {
    label,
    ...(detail !== undefined && { detail }),
    insertText,
    continues,
    attaches: !continues,
  };
}

const words: Partial<Record<Attachment['kind'], string>> = {
  file: 'file',
  folder: 'folder',
  symbol: 'symbol',
  selection: 'selection',
  problems: 'problems',
  terminalSelection: 'terminal-selection',
  workspace: 'workspace',
};

/** The text without the mentions that stand for an attachment, which would otherwise attach it again. */
export function withoutMention(text: string, { kind, link }: Attachment): string {
  const word = words[kind];
  if (word === undefined) return text;
  const path = link?.path;
  const each = /(?<![\w@./])@([a-z]+(?:-[a-z]+)?)(?::(?:"([^"\n]+)"|([^\s"]+)))?[ \t]?/g;
  return text.replaceAll(each, (found: string, name: string, quoted?: string, bare?: string) => {
    const value = quoted ?? bare;
    if (name !== word) return found;
    const isMeant =
      value === undefined
        ? !['file', 'folder', 'symbol'].includes(name)
        : path !== undefined && (value === path || value.endsWith(`#${path}`));
    return isMeant ? '' : found;
  });
}
